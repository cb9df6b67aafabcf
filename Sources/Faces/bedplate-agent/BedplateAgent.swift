import Agent
import ArgumentParser
import Foundation
import Model
import TPM2
import TPMTransport
import Terminal

@main
struct BedplateAgent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bedplate-agent",
        abstract: "The device's side of Bedplate: proves what this device is, and opens what was released to it.",
        discussion: """
            First enroll, then attest as often as somebody asks.

              bedplate-agent enroll --anchors maker-ca.pem --name gateway-7
              bedplate-agent attest --policy production --release data-key
              bedplate-agent open disk.sealed --secret data-key --out disk

            Ends with 0 when all is well, 1 when something was judged bad or refused,
            2 for a wrong use, 3 when the environment fails.
            """,
        version: "0.1.0",
        subcommands: [Enroll.self, Attest.self, Unseal.self, Open.self, Status.self]
    )

    static func main() async { await Terminal.main(Self.self, describe: lines) }

    /// Errors of the TPM, for a person.
    private static func lines(_ error: any Error) -> BedplateErrorLines? {
        switch error {
        case TPMError.failureMode(let code):
            BedplateErrorLines("the TPM failed its self-test: \(code)", hint: "nothing it says may be believed")
        case let error as TPMError:
            BedplateErrorLines(
                "the TPM did not do what was asked: \(error)",
                hint: "is it this device's TPM, and started?"
            )
        default: nil
        }
    }
}

/// Where the agent's things are.
struct Place: ParsableArguments {
    @Option(help: ArgumentHelp("The TPM: a device, swtpm:HOST:PORT or unix:PATH.", valueName: "address"))
    var tpm = TPMAddress.standard

    @Option(help: ArgumentHelp("Where the agent keeps its identity.", valueName: "directory"))
    var state = AgentState.standardDirectory

    func agent(
        enrolment: TPMRoot.Enrolment = TPMRoot.Enrolment(),
        log: String? = nil
    ) throws -> Agent {
        Agent(state: try AgentState(state), root: TPMRoot(try TPMAddress(tpm), enrolment: enrolment, log: log))
    }
}
