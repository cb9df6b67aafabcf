internal import Foundation

extension EvidenceRecord {
    /// The most octets that one record may have; keeps a hostile device from filling the ledger with one request.
    public static let largest = 65_536

    /// The record as the ledger's leaf: JSON, sorted keys, RFC 3339 times. Made once, then kept as bytes.
    public func canonicalBytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let bytes = [UInt8](try encoder.encode(self))
        guard bytes.count <= Self.largest else {
            throw BedplateError(.malformed, "an evidence record of \(bytes.count) octets exceeds \(Self.largest)")
        }
        return bytes
    }

    public init(canonicalBytes: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        self = try decoder.decode(EvidenceRecord.self, from: Data(canonicalBytes))
    }
}
