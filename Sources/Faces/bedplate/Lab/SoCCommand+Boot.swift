import ArgumentParser
import Lab
import Model
import SoC
import Terminal

extension SoCCommand {
    struct Boot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a device on, and show what its console says until it ends.",
            discussion: """
                Ends with 1 unless verified firmware was started.

                  bedplate lab soc boot dev1
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Option(help: ArgumentHelp("Switch it off after this time.", valueName: "seconds")) var seconds = 20
        @Flag(help: "Print JSON, once it is off.") var json = false

        private struct Shown: Encodable {
            var device: String
            var started = false
            var reports: [Report] = []
            var simulated = true
        }

        private struct Report: Encodable {
            var code: String
            var name: String?
            var detail: UInt32
        }

        func validate() throws {
            guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is from 1 to 3600") }
        }

        func run() async throws {
            let power = try SoCPower(place.open(name))
            let end = ContinuousClock.now + .seconds(seconds)
            var shown = Shown(device: name)
            while let line = try power.console.line(within: end - ContinuousClock.now) {
                guard let report = BootReport(line) else {
                    if !json { Terminal.print(line) }
                    continue
                }
                let known = BootCode.all.first { $0.code == report.code }
                shown.started = shown.started || report.code == .started || report.code == .recovered
                shown.reports.append(
                    Report(code: ExplainCommand.text(report.code), name: known?.name, detail: report.detail)
                )
                if !json { Terminal.print("\(ExplainCommand.text(report.code)) \(known?.sentence ?? "unknown")") }
                // Nothing comes after that.
                if report.isLast || report.code == .recoveryWaiting || report.code == .provisioning { break }
            }
            guard !shown.reports.isEmpty else {
                throw BedplateError(.environment, "the device says nothing", hint: power.complaint)
            }
            power.switchOff()
            if json { try Terminal.print(json: shown) }
            guard shown.started else {
                if json { throw ExitCode(1) }
                throw BedplateError(
                    .conflict,
                    "no verified firmware was started",
                    hint: shown.reports.last?.name == "provisioning" ? "bedplate lab soc provision \(name)" : nil
                )
            }
        }
    }
}
