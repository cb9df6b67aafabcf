import ArgumentParser
import Model
import SoC
import Terminal

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a code of the reference device's boot ROM means.",
        discussion: """
            The ROM prints one on its console and leaves it in the log of boots. Without
            a code all of them are listed.

              bedplate explain 0x0005000d
              bedplate explain --json
            """
    )
    @Argument(help: "The code, in hexadecimal.") var code: String?
    @Flag(help: "Print JSON.") var json = false

    private struct Shown: Encodable {
        var code: String
        var name: String
        var sentence: String
    }

    func run() throws {
        let wanted = try code.map(Self.read)
        let shown = BootCode.all.filter { wanted == nil || $0.code == wanted }.map {
            Shown(code: Self.text($0.code), name: $0.name, sentence: $0.sentence)
        }
        guard let first = shown.first else {
            throw BedplateError(
                .notFound,
                "the boot ROM has no code \(wanted.map(Self.text) ?? "")",
                hint: "`bedplate explain` lists those that it has"
            )
        }
        if wanted == nil {
            if json { return try Terminal.print(json: shown) }
            return Terminal.print(table: ["CODE", "MEANING"], shown.map { [$0.code, $0.sentence] })
        }
        if json { return try Terminal.print(json: first) }
        Terminal.print("\(first.code) \(first.name): \(first.sentence)")
    }

    /// Eight digits at most, with or without 0x.
    private static func read(_ text: String) throws(BedplateError) -> BootCode {
        let digits = text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]
        // A sign would be read too.
        guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
            throw BedplateError(.malformed, "'\(text)' is no code", hint: "a code is like 0x0005000d")
        }
        return BootCode(rawValue: value)
    }

    static func text(_ code: BootCode) -> String {
        let digits = String(code.rawValue, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
