public import Foundation

/// `POST /v1/anchors` — a certificate to trust for endorsement keys, and for the instance keys of PSA roots.
public struct AnchorRequest: Codable, Sendable {
    /// DER
    public var certificate: Data
    /// Whether roots that chain to it are emulations.
    public var simulated: Bool

    public init(certificate: Data, simulated: Bool) {
        self.certificate = certificate
        self.simulated = simulated
    }
}

/// An anchor, as `GET /v1/anchors` (an array) and `POST /v1/anchors` answer it.
public struct AnchorMessage: Codable, Sendable {
    /// Hexadecimal SHA-256 of the certificate.
    public var fingerprint: String
    public var name: String
    /// DER
    public var certificate: Data
    public var simulated: Bool
    public var addedAt: Date

    public init(fingerprint: String, name: String, certificate: Data, simulated: Bool, addedAt: Date) {
        self.fingerprint = fingerprint
        self.name = name
        self.certificate = certificate
        self.simulated = simulated
        self.addedAt = addedAt
    }
}

/// A document, as `GET /v1/documents/{kind}` (an array) and `PUT /v1/documents/{kind}/{name}` answer it; its content is
/// what `GET /v1/documents/{kind}/{name}` answers, byte for byte.
public struct DocumentMessage: Codable, Sendable {
    /// `policy` or `reference`.
    public var kind: String
    public var name: String
    /// Counts from 1.
    public var version: Int
    /// Hexadecimal, of the content.
    public var sha256: String
    public var storedAt: Date

    public init(kind: String, name: String, version: Int, sha256: String, storedAt: Date) {
        self.kind = kind
        self.name = name
        self.version = version
        self.sha256 = sha256
        self.storedAt = storedAt
    }
}

/// `POST /v1/references/{name}/learn` — declares a boot of the device good: the one that ``BootMessage`` showed. Answered
/// with a ``DocumentMessage``, or with a conflict when the device has shown another boot since.
public struct LearnRequest: Codable, Sendable {
    /// Identifier or name.
    public var device: String
    /// ``BootMessage/quote``.
    public var quote: String
    public init(device: String, quote: String) {
        self.device = device
        self.quote = quote
    }
}

/// `GET /v1/ledger/entries/{index}` — one entry with the proof that the ledger's first `size` entries hold it there.
public struct LedgerEntryMessage: Codable, Sendable {
    public var index: UInt64
    /// The entry's octets, which are hashed: an evidence record as JSON.
    public var leaf: Data
    /// Entries in the tree that the proof is for: that of ``checkpoint``.
    public var size: UInt64
    /// Hexadecimal hashes, from the leaf up (RFC 9162, 2.1.3).
    public var path: [String]
    /// Signed note over the tree of this size.
    public var checkpoint: String

    public init(index: UInt64, leaf: Data, size: UInt64, path: [String], checkpoint: String) {
        self.index = index
        self.leaf = leaf
        self.size = size
        self.path = path
        self.checkpoint = checkpoint
    }
}

/// `GET /v1/ledger/consistency?from=&to=` — the proof that one tree is the beginning of the other (RFC 9162, 2.1.4).
public struct LedgerConsistencyMessage: Codable, Sendable {
    public var from: UInt64
    public var to: UInt64
    /// Hexadecimal hashes.
    public var path: [String]

    public init(from: UInt64, to: UInt64, path: [String]) {
        self.from = from
        self.to = to
        self.path = path
    }
}
