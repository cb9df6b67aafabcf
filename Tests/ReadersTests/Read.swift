import Assessment
import Foundation
import Model
import Readers
import Testing

/// What tests say of a reading, in few words.
func read(_ text: String, as name: String? = nil, _ options: ReadingOptions = ReadingOptions()) throws -> Reading {
    try Readers.read(Array(text.utf8), as: name, options)
}

extension Reading {
    /// The fields of the observation of this aspect and name; nil when there is none. Fails for two.
    func fields(_ aspect: Aspect, _ name: String = "") -> [String: String]? {
        let found = observations.filter { $0.aspect == aspect && $0.name == name }
        if found.count > 1 { Issue.record("\(found.count) observations of \(aspect.rawValue) '\(name)'") }
        return found.first?.fields
    }

    func says(_ aspect: Aspect) -> Bool { observations.contains { $0.aspect == aspect } }
    func misses(_ words: String) -> Bool { missing.contains { $0.contains(words) } }

    /// Records can be made of it: every observation is as its aspect demands.
    func isRecordable() throws -> Bool {
        let collector = EvidenceRecord.Collector(tool: "test", version: "1")
        let records = try records(of: [1], device: "d", collector: collector, at: Date(timeIntervalSince1970: 0))
        return records.count == observations.count && records.allSatisfy { Observation($0) != nil }
    }
}

/// The error that the body throws, as text with its place; fails when it throws none.
func refusal(_ body: () throws -> Reading) -> String {
    do {
        let reading = try body()
        Issue.record("it was read: \(reading.observations.count) observations")
        return ""
    } catch {
        #expect((error as? BedplateError)?.code == .malformed)
        return "\(error)"
    }
}

/// Public test data beside the repository, where it is.
enum ConformanceData {
    static func sample(_ path: String) throws -> [UInt8]? {
        let environment = ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let directory = environment ?? root.deletingLastPathComponent().appending(path: "shared/data")
        let file = directory.appending(path: "evidence-samples").appending(path: path)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return [UInt8](try Data(contentsOf: file))
    }
}
