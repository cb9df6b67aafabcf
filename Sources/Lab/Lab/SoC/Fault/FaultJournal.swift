internal import Foundation
internal import Model

/// What was tried so far, a line for each trial, so that a campaign that was interrupted goes on, and so that shards are put
/// together: `ships tampered 4711 refused`; a place that was not reached is marked with `-`.
final class FaultJournal {
    /// What stands in the first line: a journal of another campaign is of no use.
    struct Identity: Codable, Hashable {
        /// SHA-256 of each build's ROM.
        var roms: [String: String]
        var sample: FaultSample
        var version = 1
    }

    /// A trial by its build, its image and its number.
    struct Key: Hashable {
        var build: FaultBuild
        var image: FaultImage
        var number: Int
    }

    struct Entry: Hashable {
        var verdict: FaultVerdict
        var isStruck: Bool
    }

    private(set) var entries: [Key: Entry] = [:]
    private let file: FileHandle?

    /// Reads what is there.
    ///
    /// - Parameter paths: the first is written to, and made when it is absent; none at all keeps nothing.
    /// - Throws: ``BedplateError`` for a journal of another campaign.
    init(_ paths: [String], _ identity: Identity) throws {
        for (place, path) in paths.enumerated() {
            guard let content = FileManager.default.contents(atPath: path) else {
                guard place == 0 else { throw BedplateError(.notFound, "there is no journal \(path)") }
                continue
            }
            try Self.read(String(decoding: content, as: UTF8.self), path, identity, into: &entries)
        }
        guard let path = paths.first else {
            file = nil
            return
        }
        if !FileManager.default.fileExists(atPath: path) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try (encoder.encode(identity) + [0x0A]).write(to: URL(fileURLWithPath: path))
        }
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw BedplateError(.environment, "the journal \(path) cannot be written")
        }
        // What a kill left of a line is written over.
        let content = FileManager.default.contents(atPath: path) ?? Data()
        let whole = (content.lastIndex(of: 0x0A) ?? -1) + 1
        try file.truncate(atOffset: UInt64(whole))
        try file.seekToEnd()
        self.file = file
    }

    func append(_ key: Key, _ entry: Entry) throws {
        entries[key] = entry
        let line = "\(key.build) \(key.image.rawValue) \(key.number) \(entry.verdict)\(entry.isStruck ? "" : " -")\n"
        try file?.write(contentsOf: Data(line.utf8))
    }

    private static func read(
        _ text: String,
        _ path: String,
        _ identity: Identity,
        into entries: inout [Key: Entry]
    ) throws {
        // The last line has no end if it was interrupted.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let first = lines.first, let found = try? JSONDecoder().decode(Identity.self, from: Data(first.utf8)),
            found == identity
        else {
            throw BedplateError(.conflict, "\(path) is the journal of another campaign", hint: "name another file")
        }
        for line in lines.dropFirst() {
            let words = line.split(separator: " ")
            guard words.count >= 4, let build = FaultBuild(rawValue: String(words[0])),
                let image = FaultImage(rawValue: String(words[1])), let number = Int(words[2]),
                let verdict = FaultVerdict(rawValue: String(words[3]))
            else { throw BedplateError(.malformed, "\(path) holds the line '\(line)'") }
            entries[Key(build: build, image: image, number: number)] = Entry(
                verdict: verdict,
                isStruck: words.count == 4
            )
        }
    }
}
