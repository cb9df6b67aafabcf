import Assessment
import Digests
import Files
import Foundation
import Model
import Wire

/// What was collected about one unit, as files that can be kept, sent and assessed anywhere: `records.json`, and under `raw/`
/// each input as it was, named by its SHA-256.
struct EvidenceFolder {
    let path: String

    private struct Content: Codable {
        var version = 1
        var records: [EvidenceRecord] = []
    }

    static let limit = 64 << 20
    private var recordsPath: String { path + "/records.json" }

    static func isOne(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path + "/records.json") }

    /// - Returns: oldest first; none where the folder is not there yet.
    func records() throws -> [EvidenceRecord] {
        guard Self.isOne(path) else { return [] }
        let octets = try DurableFile.read(recordsPath, atMost: Self.limit)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            let content = try decoder.decode(Content.self, from: Data(octets))
            guard content.version == 1 else {
                throw BedplateError(.malformed, "'\(recordsPath)' is of version \(content.version), which is not known")
            }
            return content.records
        } catch let error as DecodingError {
            throw BedplateError(.malformed, "'\(recordsPath)' holds no records", cause: error)
        }
    }

    /// Whether an input is still what it was; nil where it is not kept.
    func isIntact(_ hash: String) -> Bool? {
        guard hash.count == 64, hash.allSatisfy(\.isHexDigit),
            FileManager.default.fileExists(atPath: path + "/raw/" + hash)
        else { return nil }
        guard let octets = try? DurableFile.read(path + "/raw/" + hash, atMost: Self.limit),
            let digest = try? HashAlgorithm.sha256.digest(octets)
        else { return false }
        return Hexadecimal.encode(digest) == hash
    }

    /// Adds records, and the input that they were read from. The input is there before a record names it.
    func add(_ added: [EvidenceRecord], of raw: [UInt8]?) throws {
        do { try FileManager.default.createDirectory(atPath: path + "/raw", withIntermediateDirectories: true) } catch {
            throw BedplateError(.environment, "'\(path)/raw' cannot be made", cause: error)
        }
        if let raw {
            let hash = Hexadecimal.encode(try HashAlgorithm.sha256.digest(raw))
            try DurableFile.write(raw, to: path + "/raw/" + hash, mode: 0o644)
        }
        let content = Content(records: try records() + added)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        try DurableFile.write([UInt8](try encoder.encode(content)) + [0x0A], to: recordsPath, mode: 0o644)
    }
}
