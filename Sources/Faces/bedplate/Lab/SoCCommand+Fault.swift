import ArgumentParser
import Foundation
import Lab
import Model
import Terminal

extension SoCCommand {
    struct Fault: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make faults in the boot of images that must not boot.",
            discussion: """
                Skips instructions, flips bits and corrupts loads in the boot ROM while it
                verifies tampered, foreign and older firmware, and looks from outside whether
                any of it ran. Ends with 1 if it did, or if a ROM that was built without its
                defences withstood the same. Without --sample every trial is made, which takes
                hours; a run with a journal goes on where it was interrupted.

                  bedplate lab soc fault --sample 500 --seed 7
                  bedplate lab soc fault --build ships --journal a --shard 1/2
                  bedplate lab soc fault --build ships --journal all --journal a --journal b
                """
        )

        @Option(help: ArgumentHelp("Where the builds are, or are put.", valueName: "directory"))
        var firmware = ".build/fault"
        @Option(help: "ships, O, Osize or all.") var build = "all"
        @Option(help: "Only these faults: skip, skip-two, flip, load.") var model: [String] = []
        @Option(help: ArgumentHelp("Trials of each build.", valueName: "number")) var sample: Int?
        @Option(help: ArgumentHelp("What chooses the sample.", valueName: "number")) var seed: UInt64 = 1
        @Option(help: ArgumentHelp("One of several equal parts.", valueName: "i/n")) var shard = "1/1"
        @Option(help: ArgumentHelp("Where each trial is kept; others are read.", valueName: "file"))
        var journal: [String] = []
        @Flag(help: "Print JSON.") var json = false

        private func campaign() throws -> FaultCampaign {
            let script = URL(fileURLWithPath: "Scripts/build-firmware")
            var campaign = FaultCampaign(firmware: URL(fileURLWithPath: firmware, isDirectory: true), script: script)
            if build != "all" {
                guard let build = FaultBuild(rawValue: build) else {
                    throw ValidationError("--build is ships, O, Osize, unhardened or all")
                }
                campaign.builds = [build]
            }
            if !model.isEmpty {
                let models = model.compactMap { FaultModel(rawValue: $0) }
                guard models.count == model.count else {
                    throw ValidationError("--model is skip, skip-two, flip or load")
                }
                campaign.models = models
            }
            let parts = shard.split(separator: "/").map { Int($0) }
            guard parts.count == 2, let number = parts[0], let count = parts[1], (1...max(count, 1)).contains(number)
            else {
                throw ValidationError("--shard is for example 1/8")
            }
            (campaign.shard, campaign.shards) = (number, count)
            guard sample ?? 1 > 0 else { throw ValidationError("--sample is a number of trials") }
            campaign.sample = FaultSample(count: sample, seed: seed)
            campaign.journals = journal
            return campaign
        }

        func validate() throws { _ = try campaign() }

        func run() async throws {
            let report = try campaign().run { progress in
                var line = "\(progress.build) \(progress.image.rawValue): \(progress.done) of \(progress.count)"
                if let rate = progress.rate, rate > 0 {
                    let seconds = Int(Double(progress.count - progress.done) / rate)
                    line += ", \(Int(rate)) a second, \(seconds / 60) min \(seconds % 60) s left"
                }
                if progress.bypasses > 0 { line += ", \(progress.bypasses) bypassed" }
                Terminal.progress(line)
            }
            if json { try Terminal.print(json: report) } else { Self.show(report) }
            guard report.passed else { throw ExitStatus.judgedBad }
        }

        private static func show(_ report: FaultReport) {
            let names = FaultVerdict.allCases.map(\.rawValue)
            Terminal.print(
                table: ["BUILD", "TRIALS", "OF"] + names.map { $0.uppercased() },
                report.builds.map { build in
                    [build.build.rawValue, String(build.tried), String(build.planned)]
                        + names.map { String(build.verdicts[$0] ?? 0) }
                }
            )
            for build in report.builds {
                for bypass in build.bypasses {
                    Terminal.print(
                        "\(build.build) \(bypass.image.rawValue) bypassed: \(bypass.address) \(bypass.instruction) "
                            + "\(bypass.what), execution \(bypass.occurrence) in \(bypass.window), \(bypass.symbol)"
                    )
                }
            }
            for complaint in report.complaints { Terminal.print("control failed: \(complaint)") }
            Terminal.print(
                report.passed
                    ? "no unauthorised boot, simulated; the ROM without its defences was broken"
                    : "FAILED: \(report.bypassCount) unauthorised boots, \(report.complaints.count) controls failed"
            )
        }
    }
}
