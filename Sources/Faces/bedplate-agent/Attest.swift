import API
import Agent
import ArgumentParser
import Client
import Foundation
import Model
import TPMTransport
import Terminal

struct Attest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what this device booted, and receive what it may have.",
        discussion: """
            Ends with 0 when the device is affirmed, 1 when not; the findings say why.

              bedplate-agent attest --policy production
              bedplate-agent attest --policy production --release data-key
            """
    )

    @OptionGroup var place: Place

    @Option(help: "The policy to be appraised under.")
    var policy: String?

    @Option(help: ArgumentHelp("The TCG event log; `none` sends no log.", valueName: "file"))
    var log: String?

    @Option(help: ArgumentHelp("Ask for this secret; it is kept sealed.", valueName: "name"))
    var release: String?

    @Option(help: ArgumentHelp("The service (or $BEDPLATE_SERVICE), if not that of the enrolment.", valueName: "url"))
    var service: String?

    @Flag(help: "Print the service's answer as JSON.")
    var json = false

    /// Where Linux shows the firmware's log.
    private static let kernelLog = "/sys/kernel/security/tpm0/binary_bios_measurements"

    private var logFile: String? {
        if log == "none" { return nil }
        if let log { return log }
        guard case .device = try? TPMAddress(place.tpm) else { return nil }
        return FileManager.default.fileExists(atPath: Self.kernelLog) ? Self.kernelLog : nil
    }

    func run() async throws {
        let answer = try await place.agent(log: logFile)
            .attest(policy: policy, releasing: release, service: service ?? ServiceAddress.environment)
        if json {
            try Terminal.print(json: answer)
        } else {
            Terminal.print(answer, asked: release)
        }
        guard answer.status == "affirming" else { throw ExitStatus.judgedBad }
        if let release, !answer.isReleasing {
            throw BedplateError(.refused, "the secret '\(release)' was not released")
        }
    }
}
