internal import Foundation
internal import Model

/// What was tried so far, a line for each trial, so that a campaign that was interrupted goes on, and so that shards are put
/// together: `ships tampered skip verify 100009a4 1 0 refused`; a place that was not reached is marked with `-`.
final class FaultJournal {
    /// What stands in the first line: a journal of another campaign is of no use.
    struct Identity: Codable, Hashable {
        /// SHA-256 of each build's ROM.
        var roms: [String: String]
        var sample: FaultSample
        var version = 2
    }

    /// A trial by what it does, and not by its number: a plan is made anew each time.
    struct Key: Hashable {
        var build: FaultBuild
        var image: FaultImage
        var model: FaultModel
        var window: FaultWindow
        var address: UInt32
        var occurrence: Int
        var variant: Int

        init(_ build: FaultBuild, _ trial: FaultTrial) {
            (self.build, image, model, window) = (build, trial.image, trial.model, trial.window)
            (address, occurrence, variant) = (trial.address, trial.occurrence, trial.variant)
        }

        /// - Parameter words: seven, as ``text`` has them.
        init?(_ words: ArraySlice<Substring>) {
            let words = words.map(String.init)
            guard words.count == 7, let build = FaultBuild(rawValue: words[0]),
                let image = FaultImage(rawValue: words[1]), let model = FaultModel(rawValue: words[2]),
                let window = FaultWindow(rawValue: words[3]), let address = UInt32(words[4], radix: 16),
                let occurrence = Int(words[5]), let variant = Int(words[6])
            else { return nil }
            (self.build, self.image, self.model, self.window) = (build, image, model, window)
            (self.address, self.occurrence, self.variant) = (address, occurrence, variant)
        }

        var text: String {
            let place = String(address, radix: 16)
            return "\(build.rawValue) \(image.rawValue) \(model.rawValue) \(window.rawValue) \(place) "
                + "\(occurrence) \(variant)"
        }
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
        let line = "\(key.text) \(entry.verdict.rawValue)\(entry.isStruck ? "" : " -")\n"
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
            guard words.count == 8 || words.count == 9 && words[8] == "-", let key = Key(words.prefix(7)),
                let verdict = FaultVerdict(rawValue: String(words[7]))
            else { throw BedplateError(.malformed, "\(path) holds the line '\(line)'") }
            entries[key] = Entry(verdict: verdict, isStruck: words.count == 8)
        }
    }
}
