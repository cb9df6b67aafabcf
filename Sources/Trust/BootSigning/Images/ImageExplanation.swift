/// What an image says of itself and what protects which of its octets: the answer of `bedplate image show`. Nothing in
/// it is verified.
public struct ImageExplanation: Hashable, Sendable, Codable {
    /// A part of the image, in the order of its octets. Parts do not overlap; together they are the whole image.
    public struct Region: Hashable, Sendable, Codable {
        public var offset: Int
        public var count: Int
        /// The format's own name: `header`, `protected TLVs`.
        public var name: String
        /// The names of the signatures that cover these octets; empty: nobody's signature covers them.
        public var coveredBy: [String]
        /// What the octets say, for a person.
        public var meaning: String?

        public init(_ range: Range<Int>, _ name: String, coveredBy: [String] = [], meaning: String? = nil) {
            offset = range.lowerBound
            count = range.count
            self.name = name
            self.coveredBy = coveredBy
            self.meaning = meaning
        }
    }

    public struct Signature: Hashable, Sendable, Codable {
        /// Unique in the image; ``Region/coveredBy`` names it.
        public var name: String
        /// `ecdsa-p256-sha256`
        public var scheme: String
        /// What the image says of the key: a digest of it in hexadecimal, or a hint. Nil when it says nothing.
        public var key: String?

        public init(name: String, scheme: String, key: String?) {
            self.name = name
            self.scheme = scheme
            self.key = key
        }
    }

    /// `mcuboot`
    public var format: String
    public var regions: [Region]
    public var signatures: [Signature]
    /// Version, counters, dependencies, load addresses, by the format's names.
    public var properties: [String: String]
    /// What a reader must know: octets that nothing covers, a key that is publicly known.
    public var notes: [String]

    public init(
        format: String,
        regions: [Region],
        signatures: [Signature],
        properties: [String: String] = [:],
        notes: [String] = []
    ) {
        self.format = format
        self.regions = regions
        self.signatures = signatures
        self.properties = properties
        self.notes = notes
    }
}
