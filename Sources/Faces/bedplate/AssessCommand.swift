import API
import ArgumentParser
import Assessment
import Client
import Model
import Terminal

struct AssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Answer the six questions about a device from its evidence.",
        discussion: """
            The answers are a pure function of the device's records in the ledger; each
            names the record it rests on. What was emulated is shown, and proves nothing.

              bedplate assess gateway-7
              bedplate assess gateway-7 --json
            """
    )
    @OptionGroup var place: ServicePlace
    @Argument(help: "Identifier or name.") var device: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let report = try await place.connected { client in
            let found = try await client.device(device)
            guard found.root == nil else {
                throw BedplateError(
                    .unavailable,
                    "there is no rubric for a PSA root yet: the six questions are answered for TPMs only"
                )
            }
            return try TPMRubric.assess(
                device: found.name,
                root: Root(
                    kind: .tpm2,
                    manufacturer: found.manufacturer,
                    model: found.model,
                    firmwareVersion: found.firmwareVersion,
                    simulated: found.simulated
                ),
                records: try await client.evidence(of: found.id)
            )
        }
        if json { return try Terminal.print(json: report) }
        Terminal.print(report.text())
    }
}
