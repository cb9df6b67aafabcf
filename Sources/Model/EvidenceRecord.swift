public import struct Foundation.Date

/// One thing that Bedplate did or saw. Appended to the ledger as the bytes that were first encoded, never re-encoded.
public struct EvidenceRecord: Hashable, Sendable, Codable {
    /// How strong the evidence is, strongest first (rubric, 1). Maps to the OSCAL observation methods.
    public enum Class: String, Sendable, Codable, CaseIterable {
        /// Signed by a key that lives inside the root, fresh, chain verified to a pinned anchor.
        case attested
        /// The forbidden act was attempted on the unit, and refused.
        case tested
        /// Read from the unit by a named tool.
        case measured
        /// A manual or certificate bound to the part that was measured.
        case documented
        /// A statement without a reference.
        case claimed
        /// Not looked at, or not readable. Never a pass, and not a refutation.
        case missing
    }

    public enum Polarity: String, Sendable, Codable {
        case supports
        case refutes
    }

    /// Which thing the evidence is about.
    public struct Subject: Hashable, Sendable, Codable {
        /// The device's identifier in this tenant; nil for what concerns the tenant itself.
        public var device: String?
        /// The part that is the root: manufacturer and model.
        public var part: String?
        public var role: Root.Role?
        /// The unit's own number, as its silicon says it.
        public var serial: String?
        /// Hexadecimal SHA-256 of the boot image that the evidence is about; nil when it is about none.
        public var image: String?

        public init(
            device: String? = nil,
            part: String? = nil,
            role: Root.Role? = nil,
            serial: String? = nil,
            image: String? = nil
        ) {
            self.device = device
            self.part = part
            self.role = role
            self.serial = serial
            self.image = image
        }

        /// What the ledger's index files the record under: the device, or `image:` and the image's digest.
        public var place: String? { device ?? image.map { "image:" + $0 } }
    }

    /// What made the observation.
    public struct Collector: Hashable, Sendable, Codable {
        public var tool: String
        public var version: String
        public var settings: [String: String]
        public init(tool: String, version: String, settings: [String: String] = [:]) {
            self.tool = tool
            self.version = version
            self.settings = settings
        }
    }

    /// What happened: `device.enrolled`, `evidence.appraised`. Open; the rubric lists those it uses.
    public var kind: String
    public var evidenceClass: Class
    public var polarity: Polarity
    public var subject: Subject
    public var collector: Collector
    /// Hexadecimal SHA-256 of the raw bytes that were observed; nil when there were none.
    public var rawSHA256: String?
    /// What was read out of them. Holds no secret.
    public var fields: [String: String]
    public var collectedAt: Date
    /// Whether the root that was observed is an emulation.
    public var simulated: Bool
    /// The document, revision and section that a documented record rests on.
    public var reference: String?
    /// From when on it counts no more; nil for never.
    public var expires: Date?

    public init(
        kind: String,
        class evidenceClass: Class,
        polarity: Polarity = .supports,
        subject: Subject,
        collector: Collector,
        rawSHA256: String? = nil,
        fields: [String: String] = [:],
        collectedAt: Date,
        simulated: Bool,
        reference: String? = nil,
        expires: Date? = nil
    ) {
        self.kind = kind
        self.evidenceClass = evidenceClass
        self.polarity = polarity
        self.subject = subject
        self.collector = collector
        self.rawSHA256 = rawSHA256
        self.fields = fields
        self.collectedAt = collectedAt
        self.simulated = simulated
        self.reference = reference
        self.expires = expires
    }
}
