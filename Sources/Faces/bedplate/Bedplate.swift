import ArgumentParser
import EventLog
import Model
import PKIX
import Terminal
import Wire

@main
struct Bedplate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bedplate",
        abstract: "Makes a device's hardware root of trust real, operates it, and proves it.",
        discussion: """
            One command for the service, its operator and the laboratory. On the device
            runs `bedplate-agent`.

              bedplate serve                        start the service
              bedplate trust add maker-ca.pem       trust a maker's TPMs
              bedplate device list                  what is enrolled
              bedplate ledger verify                check all evidence again, offline
              bedplate lab tpm new dev1             an emulated device to try it on

            Ends with 0 when all is well, 1 when something was judged bad or refused,
            2 for a wrong use, 3 when the environment fails.
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, ServiceCommand.self, DeviceCommand.self, TrustCommand.self, ReferenceCommand.self,
            PolicyCommand.self, SecretCommand.self, KeyCommand.self, ImageCommand.self, LedgerCommand.self,
            AssessCommand.self, VerifyCommand.self, ExplainCommand.self, LabCommand.self,
        ]
    )

    static func main() async { await Terminal.main(Self.self, describe: lines) }

    /// Errors of the formats, for a person: a file that cannot be read is a wrong use.
    private static func lines(_ error: any Error) -> BedplateErrorLines? {
        switch error {
        case let error as WireError: BedplateErrorLines("the file is malformed: \(error)", status: .usage)
        case let error as X509Error: BedplateErrorLines("the certificate is malformed: \(error)", status: .usage)
        default: nil
        }
    }
}
