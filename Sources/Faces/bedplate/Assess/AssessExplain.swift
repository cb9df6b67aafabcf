import ArgumentParser
import Assessment
import Model
import Profiles
import Terminal

struct AssessExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "What is documented of a part, each fact with its source.",
        discussion: """
            What a part can do; what a unit is set up to do, only the unit says. What is
            known from memory alone is counted and not printed.

              bedplate assess explain nRF5340
              bedplate assess explain esp32s3 --json
            """
    )
    @Argument(help: "The part, by the id of `assess parts`, or as its maker names it.") var part: String
    @Flag(help: "Print JSON.") var json = false

    private struct Line: Encodable {
        var topic: String
        var text: String
        var source: String
    }

    func run() throws {
        guard let profile = SiliconProfile.named(part) else {
            throw BedplateError(
                .notFound,
                "no profile names the part '\(part.prefix(80))'",
                hint: "`bedplate assess parts` lists those that are known"
            )
        }
        var lines: [Line] = []
        var unverified = 0
        func add(_ topic: String, _ fact: SiliconProfile.Fact?) {
            guard let fact else { return }
            if fact.mark == .mem {
                unverified += 1
            } else {
                lines.append(Line(topic: topic, text: fact.text, source: fact.source))
            }
        }
        add(Item.rootKey.text, profile.verifyKey)
        add(Item.readability.text, profile.secrets)
        add(Item.provisioning.text, profile.provisioning)
        add(Item.firstCode.text + (profile.grade.map { " Grade \($0)." } ?? ""), profile.firstCode)
        add(Item.failure.text, profile.failure)
        add(Item.debug.text, profile.debug)
        for fact in profile.proves { add("What proves that a unit is set up", fact) }
        for fact in profile.refutes { add("What refutes it", fact) }
        for reading in profile.readings {
            let fact = SiliconProfile.Fact(reading.command, source: reading.source, reading.mark)
            add(reading.reader.map { "How its state is read: reader \($0)" } ?? "How its state is read", fact)
        }
        for entry in profile.breaks { add("Published break \(entry.id)", entry.fact) }
        if json { return try Terminal.print(json: lines) }
        Terminal.print("\(profile.name)  \(profile.vendor)  " + profile.families.joined(separator: ", "))
        var topic = ""
        for line in lines {
            if line.topic != topic { Terminal.print("\n\(line.topic)") }
            topic = line.topic
            for text in Terminal.wrap(line.text, Terminal.width - 2) { Terminal.print("  " + text) }
            for text in Terminal.wrap("[\(line.source)]", Terminal.width - 6) { Terminal.print("      " + text) }
        }
        if unverified > 0 {
            Terminal.print("\n\(unverified) more from memory, and not printed: nobody looked them up.")
        }
    }
}
