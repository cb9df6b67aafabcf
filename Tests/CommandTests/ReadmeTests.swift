import Foundation
import Testing

@Suite("The README's commands")
struct ReadmeTests {
    private static let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("README.md")

    /// The lines in code blocks that begin with one of our commands, without their remarks.
    private static func commands(in text: String) -> [[String]] {
        var isCode = false
        var commands: [[String]] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isCode.toggle() }
            guard isCode, line.hasPrefix("bedplate") else { continue }
            commands.append(line.prefix { $0 != "#" }.split(separator: " ").map(String.init))
        }
        return commands
    }

    /// Why the help of the command does not know these words; nil when it does.
    private static func complaint(_ words: [String], _ stage: Stage) throws -> String? {
        let options = words.filter { $0.hasPrefix("--") }
        // The longest run of words that has a help of its own is the subcommand.
        for count in (1...min(4, words.count)).reversed() {
            let path = Array(words.prefix(count))
            guard !path.contains(where: { $0.hasPrefix("-") }) else { continue }
            let help = try stage.run((path + ["--help"]).joined(separator: " "))
            let usage = "USAGE: " + path.joined(separator: " ")
            guard help.status == 0, help.output.contains(usage + " ") else { continue }
            if help.output.contains(usage + " <subcommand>") {
                // One that is taken where none is named has the options.
                guard
                    let name = help.output.split(separator: "\n").first(where: { $0.contains(" (default) ") })?
                        .split(separator: " ").first
                else { return "\(path) needs a subcommand" }
                return try complaint(path + [String(name)] + words.dropFirst(count), stage)
            }
            return options.first { !help.output.contains($0) }.map { "\(path) does not know \($0)" }
        }
        return "no such command: \(words)"
    }

    @Test func `every command that the README shows exists, with its options`() throws {
        let stage = try Stage()
        defer { stage.end() }
        let commands = Self.commands(in: try String(contentsOf: Self.readme, encoding: .utf8))
        #expect(commands.count > 10)
        for words in commands {
            let complaint = try Self.complaint(words, stage)
            #expect(complaint == nil, "\(words.joined(separator: " "))")
        }
    }

    @Test func `a command or an option that does not exist is found`() throws {
        let stage = try Stage()
        defer { stage.end() }
        for words in [["bedplate", "device", "explode"], ["bedplate", "device", "list", "--loud"]] {
            #expect(try Self.complaint(words, stage) != nil)
        }
    }
}
