import ArgumentParser
import Files
import Lab
import Model
import SoC
import Terminal

extension SoCCommand {
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a device that runs a new image, and see whether it keeps it.",
            discussion: """
                Through the application's console into the slot that was not booted, then off
                and on: the new application confirms its boot, or the device reverts to what it
                ran before. Ends with 1 if it reverted.

                  bedplate lab soc update dev1 --image secure2.img --application app2.img
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @OptionGroup var images: Images
        @Flag(help: "Print JSON.") var json = false

        private struct Shown: Encodable {
            var device: String
            var confirmed: Bool
            var slot: String
            /// Why each boot that did not come to be confirmed ended.
            var failures: [String]
            var counters: Counters
            var simulated = true

            struct Counters: Encodable {
                var secureBefore, secureAfter, applicationBefore, applicationAfter: Int
            }
        }

        func run() async throws {
            let update = SoCUpdate(try images.slotImage())
            let outcome = try update.run(place.open(name)) { if !json { show($0) } }
            let shown = Shown(
                device: name,
                confirmed: outcome.isConfirmed,
                slot: "\(outcome.slot)",
                failures: outcome.boots.filter { $0.outcome != .running }.map(\.reason),
                counters: Shown.Counters(
                    secureBefore: outcome.countersBefore[0],
                    secureAfter: outcome.countersAfter[0],
                    applicationBefore: outcome.countersBefore[1],
                    applicationAfter: outcome.countersAfter[1]
                )
            )
            if json {
                try Terminal.print(json: shown)
            } else {
                let counters = shown.counters
                Terminal.print(
                    "slot \(shown.slot) \(shown.confirmed ? "is confirmed" : "runs again: the device reverted")"
                )
                Terminal.print("  counter of secure firmware \(counters.secureBefore) -> \(counters.secureAfter)")
                Terminal.print(
                    "  counter of applications    \(counters.applicationBefore) -> \(counters.applicationAfter)"
                )
            }
            guard outcome.isConfirmed else { throw ExitStatus.judgedBad }
        }

        private func show(_ step: SoCUpdate.Step) {
            switch step {
            case .running(let slot): Terminal.print("slot \(slot) runs")
            case .writing(let slot, let octets, let all):
                Terminal.progress("slot \(slot): \(octets) of \(all) octets")
                if octets == all { Terminal.print("slot \(slot): \(all) octets written") }
            case .switchingOn: Terminal.print("off and on")
            case .report(let report): Terminal.print("  \(ExplainCommand.text(report.code)) \(report.sentence)")
            }
        }
    }

    /// The two signed images of a slot.
    struct Images: ParsableArguments {
        @Option(help: ArgumentHelp("The signed secure firmware.", valueName: "file")) var image: String
        @Option(help: ArgumentHelp("The signed application.", valueName: "file")) var application: String

        func slotImage() throws -> SlotImage {
            try SlotImage(
                secureFirmware: DurableFile.read(image, atMost: Slot.size),
                application: DurableFile.read(application, atMost: Slot.size)
            )
        }
    }
}
