import API
import Assessment
import Client
import Foundation
import Model
import Profiles
import Readers
import Reports
import Terminal

/// What there is about one unit.
struct AssessedSubject {
    var name: String
    var records: [EvidenceRecord]
    /// Whether the input of this SHA-256 is still what it was; nil where none is kept.
    var raw: (String) -> Bool? = { _ in nil }

    func report(_ product: ProductClass? = nil) throws -> Report {
        try Report(name, records, raw: raw, profiles: SiliconProfile.all, product: product)
    }

    /// A directory, or a device of the service.
    static func named(_ name: String, _ place: ServicePlace) async throws -> AssessedSubject {
        let attributes = try? FileManager.default.attributesOfItem(atPath: name)
        if attributes?[.type] as? FileAttributeType == .typeDirectory { return try directory(name) }
        return try await place.connected { client in
            let found = try await client.device(name)
            return AssessedSubject(name: found.name, records: try await client.evidence(of: found.id))
        }
    }

    /// The evidence of a directory: what `assess read --into` kept, or else the files of known kinds.
    static func directory(_ path: String) throws -> AssessedSubject {
        let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
        if EvidenceFolder.isOne(path) {
            let folder = EvidenceFolder(path: path)
            return AssessedSubject(name: name, records: try folder.records(), raw: folder.isIntact)
        }
        let (inputs, others) = try CollectedInput.all(in: path, ReadingOptions())
        guard !inputs.isEmpty else {
            throw BedplateError(
                .notFound,
                "there is nothing in '\(path)' that a reader knows",
                hint: "`bedplate assess read --list` says what can be read; or name a device"
            )
        }
        if !others.isEmpty { Terminal.note("of no known kind, and not read: \(others.joined(separator: ", "))") }
        for input in inputs { input.tell() }
        let time = CollectedInput.now
        return AssessedSubject(
            name: name,
            records: try inputs.flatMap { try $0.records(of: name, toolVersion: nil, at: time) }
        )
    }
}
