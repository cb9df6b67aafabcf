import Agent
import ArgumentParser
import Client
import Foundation
import Model
import Terminal

struct Enroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Introduce this device's TPM to the service.",
        discussion: """
            The endorsement certificate in the TPM must chain to one of the anchors before
            anything secret is sent to the TPM. Its key is then pinned in the state
            directory. Can be run again at any time: the same TPM gets the same identity.

            The service proves itself with --service-key, which `bedplate service key`
            prints on its machine. Without it the first key that it shows is trusted, and
            pinned.

              bedplate-agent enroll --anchors maker-ca.pem --name gateway-7
              bedplate-agent enroll --tpm unix:/run/tpm.sock --anchors maker/ \\
                  --service http://127.0.0.1:8740 --service-key service.pem \\
                  --state ./agent --policy lab
            """
    )

    @OptionGroup var place: Place

    @Option(help: ArgumentHelp("The service (or $BEDPLATE_SERVICE).", valueName: "url"))
    var service = ServiceAddress.environment ?? ServiceAddress.standard

    @Option(help: ArgumentHelp("The service's key for results, PEM or JWK.", valueName: "file"))
    var serviceKey: String?

    @Option(help: "What the device is to be called.")
    var name = ProcessInfo.processInfo.hostName

    @Option(help: ArgumentHelp("The TPM maker's CA certificates.", valueName: "file-or-directory"))
    var anchors: [String] = []

    @Option(help: "The policy to attest under later, unless another is named.")
    var policy: String?

    @Option(help: ArgumentHelp("The attestation key: p256 or rsa2048.", valueName: "kind"))
    var key = "p256"

    @Option(help: ArgumentHelp("The endorsement key's template, such as l1, l2 or h3.", valueName: "template"))
    var endorsement: String?

    @Flag(help: "Print the identity as JSON.")
    var json = false

    func validate() throws {
        guard AttestationTemplate(rawValue: key) != nil else { throw ValidationError("unknown kind of key '\(key)'") }
    }

    func run() async throws {
        let root = TPMRoot.Enrolment(
            anchors: anchors,
            attestation: AttestationTemplate(rawValue: key) ?? .p256,
            endorsement: endorsement
        )
        let identity = try await place.agent(enrolment: root).enrol(
            Agent.EnrolmentOptions(
                service: service,
                name: name,
                policy: policy,
                serviceKey: try serviceKey.map(ServiceKeyFile.read)
            )
        )
        if json { return try Terminal.print(json: identity) }
        Terminal.print("enrolled as \(Terminal.clean(identity.device))")
        Terminal.print(fields: [
            ("  attestation key", identity.attestationKeyName), ("  endorsement key", identity.endorsementKeyName),
            ("  service's key", identity.resultKey?.fingerprint),
        ])
    }
}
