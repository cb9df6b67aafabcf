import ArgumentParser
import Files
import Foundation
import Lab
import Model
import Terminal

extension SoCCommand {
    struct Attack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Attack the reference device, and devices that lack one defence each.",
            discussion: """
                Every attack runs live, on devices of its own that are gone afterwards: on the
                one that ships, and on one without the defence that withstands it. There it
                must succeed, or it proves nothing. Ends with 1 unless every attack was
                withstood. Scripts/build-mutants makes the mutants of the ROM.

                  bedplate lab soc attack --list
                  bedplate lab soc attack --all --out attacks.json
                  bedplate lab soc attack unsigned older
                """
        )
        @Option(help: ArgumentHelp("ROM and firmware (or $BEDPLATE_FIRMWARE).", valueName: "directory"))
        var firmware = ProcessInfo.processInfo.environment["BEDPLATE_FIRMWARE"] ?? ".build/firmware"
        @Argument(help: "Attacks by their names.") var names: [String] = []
        @Flag(help: "The whole catalogue.") var all = false
        @Flag(help: "Print the catalogue, and attack nothing.") var list = false
        @Option(help: ArgumentHelp("Write the record of it, as JSON.", valueName: "file")) var out: String?
        @Option(help: ArgumentHelp("Keep what was seen, raw.", valueName: "directory")) var evidence: String?
        @Option(help: ArgumentHelp("How many run at once.", valueName: "count")) var workers = 2
        @Flag(help: "Print JSON.") var json = false

        private struct Listed: Encodable {
            var id, attacker, attempt, expectation, defence: String

            init(_ attack: Lab.Attack) {
                (id, attacker) = (attack.id, attack.attacker.rawValue)
                (attempt, expectation, defence) = (attack.attempt, attack.expectation, attack.defence)
            }
        }

        func validate() throws {
            guard (1...64).contains(workers) else { throw ValidationError("--workers is from 1 to 64") }
            guard [list, all, !names.isEmpty].count(where: { $0 }) == 1 else {
                throw ValidationError("names of attacks, --all or --list is needed")
            }
            for name in names where !Lab.Attack.all.contains(where: { $0.id == name }) {
                throw ValidationError("there is no attack '\(name)'; --list shows them")
            }
        }

        func run() async throws {
            if list { return try printCatalogue() }
            let place = URL(fileURLWithPath: firmware, isDirectory: true)
            let attacks = Lab.Attack.all.filter { all || names.contains($0.id) }
            let programs = try AttackPrograms(SoCPrograms.located(firmware: place), firmware: place, for: attacks)
            var campaign = AttackCampaign(programs, attacks)
            campaign.workers = workers
            campaign.evidence = evidence.map { URL(fileURLWithPath: $0, isDirectory: true) }
            let count = attacks.count
            let record = try await campaign.run(tool: "bedplate \(Bedplate.configuration.version)") { entry, done in
                Terminal.progress("\(done) of \(count): \(entry.id), \(entry.outcome.rawValue)")
            }
            if let out { try Self.write(record, to: out) }
            if json { try Terminal.print(json: record) } else { Self.show(record) }
            guard record.isWithstood else { throw ExitStatus.judgedBad }
        }

        private func printCatalogue() throws {
            if json { return try Terminal.print(json: Lab.Attack.all.map(Listed.init)) }
            for attack in Lab.Attack.all {
                Terminal.print(attack.id)
                Terminal.print(fields: [
                    ("  \(attack.attacker.rawValue)", attack.attempt), ("  must", attack.expectation),
                    ("  by", attack.defence),
                ])
            }
        }

        private static func write(_ record: AttackRecord, to path: String) throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            try DurableFile.write([UInt8](try encoder.encode(record)) + [0x0A], to: path, mode: 0o644)
        }

        private static func show(_ record: AttackRecord) {
            Terminal.print("The device that ships (simulated)")
            Terminal.print(
                table: ["attack", "outcome", "seen"],
                record.attacks.map { [$0.id, $0.outcome.rawValue, $0.device.seen] }
            )
            Terminal.print()
            Terminal.print("Devices that lack the one defence: each attack must succeed there")
            Terminal.print(
                table: ["attack", "without", "seen"],
                record.attacks.map { [$0.id, $0.defence, $0.mutant.seen] }
            )
            Terminal.print()
            Terminal.print("What this root does not defend against")
            for limit in record.notDefended {
                for (place, line) in Terminal.wrap("\(limit.attack): \(limit.reason)", Terminal.width - 4).enumerated()
                {
                    Terminal.print((place == 0 ? "  - " : "    ") + line)
                }
            }
            Terminal.print()
            for entry in record.attacks where entry.outcome != .withstood {
                for line in Terminal.wrap(
                    "\(entry.id): \(entry.outcome.rawValue); \(entry.device.seen); without \(entry.defence): "
                        + entry.mutant.seen,
                    Terminal.width
                ) { Terminal.print(line) }
            }
            let count = record.attacks.count { $0.outcome == .withstood }
            Terminal.print("\(count) of \(record.attacks.count) attacks were withstood and shown to be attacks")
        }
    }
}
