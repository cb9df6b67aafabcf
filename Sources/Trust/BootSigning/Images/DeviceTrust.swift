/// What a device holds in fuses and boot code, and what its boot loader therefore accepts.
public struct DeviceTrust: Hashable, Sendable, Codable {
    /// A key that the device can verify with.
    public struct Key: Hashable, Sendable, Codable {
        /// DER SubjectPublicKeyInfo.
        public var subjectPublicKeyInfo: [UInt8]
        /// For a person, and for formats that name keys (a FIT's `key-NAME`).
        public var name: String?
        /// Whether its slot is revoked: what it signed is refused.
        public var isRevoked: Bool

        public init(subjectPublicKeyInfo: [UInt8], name: String? = nil, isRevoked: Bool = false) {
            self.subjectPublicKeyInfo = subjectPublicKeyInfo
            self.name = name
            self.isRevoked = isRevoked
        }
    }

    /// A digest of a key that is fused, for devices that take the key itself from the image.
    public struct KeyDigest: Hashable, Sendable, Codable {
        public var octets: [UInt8]
        public var isRevoked: Bool

        public init(_ octets: [UInt8], isRevoked: Bool = false) {
            self.octets = octets
            self.isRevoked = isRevoked
        }
    }

    public var keys: [Key]
    public var digests: [KeyDigest]
    /// The smallest counter that is accepted, by the format's name for it; a format with one counter calls it `counter`.
    public var counters: [String: UInt32]
    /// Whether an image must have a post-quantum signature beside the classical one.
    public var requiresHybrid: Bool
    /// Whether the image must be exactly this one: hexadecimal SHA-256 of the whole file; nil for any.
    public var expectedImage: String?

    public init(
        keys: [Key] = [],
        digests: [KeyDigest] = [],
        counters: [String: UInt32] = [:],
        requiresHybrid: Bool = false,
        expectedImage: String? = nil
    ) {
        self.keys = keys
        self.digests = digests
        self.counters = counters
        self.requiresHybrid = requiresHybrid
        self.expectedImage = expectedImage
    }
}
