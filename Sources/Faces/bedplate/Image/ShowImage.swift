import ArgumentParser
import BootSigning
import Digests
import Files
import Model
import Terminal
import Wire

struct ShowImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Explain an image: its parts, what each signature covers, and what nothing covers.",
        discussion: """
            Verifies nothing: what an image says of itself is printed as its claim.

              bedplate image show app.signed.bin
              bedplate image show kernel.fit --json
            """
    )
    @OptionGroup var image: ImageFile
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (source, format) = try image.open()
        let explanation = try format.explain(source)
        if json { return try Terminal.print(json: explanation) }
        Terminal.print(fields: [
            ("format", explanation.format), ("octets", String(source.count)),
            ("sha256", Hexadecimal.encode(try source.digest(.sha256).octets)),
        ])
        Terminal.print(fields: explanation.properties.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        if !explanation.signatures.isEmpty {
            Terminal.print()
            Terminal.print(
                table: ["SIGNATURE", "SCHEME", "KEY"],
                explanation.signatures.map { [$0.name, $0.scheme, $0.key ?? "not named"] }
            )
        }
        Terminal.print()
        Terminal.print(
            table: ["OFFSET", "OCTETS", "COVERED BY", "PART"],
            explanation.regions.map { region in
                [
                    "0x" + String(region.offset, radix: 16), String(region.count),
                    region.coveredBy.isEmpty ? "nothing" : region.coveredBy.joined(separator: ", "),
                    region.name + (region.meaning.map { ": " + $0 } ?? ""),
                ]
            }
        )
        for note in explanation.notes {
            for (index, line) in Terminal.wrap(note, 74).enumerated() {
                Terminal.print((index == 0 ? "note: " : "      ") + line)
            }
        }
    }
}
