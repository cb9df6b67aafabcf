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
                Ends when the application serves requests, or nothing more comes; with 1
                unless verified firmware and a verified application were started.

                  bedplate lab soc boot dev1
                  bedplate lab soc boot dev1 --watch
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Option(help: ArgumentHelp("Switch it off after this time.", valueName: "seconds")) var seconds = 120
        @Flag(help: "Show what the block writes as well, as it happens.") var watch = false
        @Flag(help: "Print JSON, once it is off.") var json = false

        private struct Shown: Encodable {
            var device: String
            var outcome: String
            var started: Bool
            var reports: [Report]
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
            let device = try place.open(name)
            var log = SoCLog(device.writes)
            let power = try SoCPower(device)
            defer { power.switchOff() }
            let boot = try power.boot(within: .seconds(seconds)) { try show($0, &log) }
            guard !boot.reports.isEmpty else {
                throw BedplateError(.environment, "the device says nothing", hint: power.complaint)
            }
            let isRunning = boot.outcome == .running
            if json {
                let reports = boot.reports.map { report in
                    Report(
                        code: ExplainCommand.text(report.code),
                        name: BootCode.all.first { $0.code == report.code }?.name,
                        detail: report.detail
                    )
                }
                try Terminal.print(
                    json: Shown(device: name, outcome: boot.outcome.rawValue, started: isRunning, reports: reports)
                )
                guard isRunning else { throw ExitStatus.judgedBad }
            }
            guard isRunning else {
                throw BedplateError(
                    .conflict,
                    "no verified application was started",
                    hint: boot.outcome == .provisioning ? "bedplate lab soc provision \(name)" : nil
                )
            }
        }

        /// A line of the console, after what the block wrote before it.
        private func show(_ line: String?, _ log: inout SoCLog) throws {
            guard !json else { return }
            if watch { for write in try log.lines() { Terminal.print("  block: \(write)") } }
            guard let line, !line.isEmpty else { return }
            guard let report = BootReport(line) else { return Terminal.print(line) }
            Terminal.print("\(ExplainCommand.text(report.code)) \(report.sentence)")
        }
    }
}
