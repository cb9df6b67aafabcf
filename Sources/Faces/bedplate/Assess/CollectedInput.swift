import Files
import Foundation
import Model
import Readers
import Terminal

/// One input of a reader, read.
struct CollectedInput {
    let name: String
    let octets: [UInt8]
    let reading: Reading

    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - kind: the reader's name; nil where the input tells.
    init(_ path: String, as kind: String? = nil, _ options: ReadingOptions) throws {
        name = path == "-" ? "standard input" : path
        octets = try DurableFile.read(path == "-" ? "/dev/stdin" : path, atMost: Readers.limit)
        do { reading = try Readers.read(octets, as: kind, options) } catch let error as BedplateError {
            throw BedplateError(error.code, "\(name): \(error.reason)", hint: error.hint)
        }
    }

    /// Every file of a known kind in a directory, in the order of their names, and the names of the others.
    static func all(in directory: String, _ options: ReadingOptions) throws -> (
        read: [CollectedInput], others: [String]
    ) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } catch {
            throw BedplateError(.environment, "the directory '\(directory)' cannot be read", cause: error)
        }
        var (read, others): ([CollectedInput], [String]) = ([], [])
        for name in names where !name.hasPrefix(".") {
            let path = directory + "/" + name
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                let size = attributes?[.size] as? Int, size <= Readers.limit
            else { continue }
            let octets = try DurableFile.read(path, atMost: Readers.limit)
            // A file that one reader takes for its own and cannot read is an error; one that none knows is not evidence.
            guard Readers.all.contains(where: { $0.recognises(octets) }) else {
                others.append(name)
                continue
            }
            read.append(try CollectedInput(path, options))
        }
        return (read, others)
    }

    /// Says what was read, and what was not.
    func tell() {
        let part = reading.part ?? "no part named"
        Terminal.note("\(name): \(reading.reader), \(part), \(reading.observations.count) observations")
        for missing in reading.missing { Terminal.note("missing: \(missing)") }
        for note in reading.notes { Terminal.note(note) }
    }

    /// - Parameter device: the subject's name.
    func records(of device: String, toolVersion: String?, at time: Date) throws -> [EvidenceRecord] {
        try reading.records(
            of: octets,
            device: device,
            collector: EvidenceRecord.Collector(
                tool: Readers.all.first { $0.name == reading.reader }?.command ?? reading.reader,
                version: toolVersion ?? "not known",
                settings: ["reader": reading.reader]
            ),
            at: time
        )
    }

    /// Whole seconds: what a record's text form can say.
    static var now: Date { Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)) }
}
