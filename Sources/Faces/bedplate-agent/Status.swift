import Agent
import ArgumentParser
import Model
import Terminal

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who this device is, without asking the TPM or the service.",
        discussion: "  bedplate-agent status --json"
    )

    @OptionGroup var place: Place

    @Flag(help: "Print JSON.")
    var json = false

    private struct Shown: Encodable {
        var identity: AgentState.Identity
        var secrets: [String]
    }

    func run() async throws {
        let state = try AgentState(place.state)
        let identity = try state.enrolledIdentity()
        if json { return try Terminal.print(json: Shown(identity: identity, secrets: state.secretNames())) }
        Terminal.print(fields: [
            ("device", identity.device), ("name", identity.name), ("service", identity.service),
            ("policy", identity.policy), ("endorsement key", identity.endorsementKeyName),
            ("attestation key", identity.attestationKeyName),
            ("service's key", identity.resultKey?.fingerprint),
            ("secrets", state.secretNames().isEmpty ? nil : state.secretNames().joined(separator: ", ")),
        ])
    }
}
