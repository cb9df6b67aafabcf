import API
import Agent
import ArgumentParser
import Client
import Files
import Foundation
import Lab
import Model
import PKIX
import Terminal

/// What `bedplate-agent` does for a TPM, for a reference device: it is switched on for as long as a command takes.
extension SoCCommand {
    struct Endorse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Certify a device's instance key, as its maker does on the line.",
            discussion: """
                By the laboratory's own maker, whose certificate services may trust as that
                of an emulation.

                  bedplate lab soc endorse dev1
                  bedplate trust add --simulated ~/.local/share/bedplate/lab/soc-maker/*.der
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Flag(help: "Print JSON.") var json = false

        private struct Shown: Encodable {
            var device: String
            var subject: String
            var certificate: String
            var maker: String
            var simulated = true
        }

        func run() async throws {
            let device = try place.open(name)
            let maker = SoCMaker(lab: place.lab.url)
            let certificate = try await maker.endorse(device)
            let shown = Shown(
                device: name,
                subject: certificate.subject.description,
                certificate: device.instanceCertificate.path,
                maker: maker.certificate.path
            )
            if json { return try Terminal.print(json: shown) }
            Terminal.print("device '\(name)' is endorsed: \(shown.subject)")
            Terminal.print("  certificate \(shown.certificate)")
            Terminal.print("  maker       \(shown.maker) (simulated)")
        }
    }

    /// Which device, and where its agent keeps things.
    struct Instance: ParsableArguments {
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Option(help: ArgumentHelp("The agent's state, if not beside the device.", valueName: "directory"))
        var state: String?

        /// Switches the device on.
        ///
        /// - Parameter isEnrolled: whether it must have an identity already: that is seen sooner than it boots.
        func agent(isEnrolled: Bool = true) throws -> Agent {
            let device = try place.open(name)
            let state = try AgentState(state ?? device.agentState.path)
            if isEnrolled { _ = try state.enrolledIdentity() }
            Terminal.progress("switching on '\(name)'")
            return Agent(state: state, root: PSARoot(try LabInstance(device)))
        }
    }

    struct Enroll: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Introduce a device to the service: its endorsed key, and a token by it.",
            discussion: """
                Its maker must be trusted there (bedplate trust add --simulated). Can be run
                again at any time: the same device gets the same identity.

                  bedplate lab soc enroll dev1 --policy soc
                """
        )
        @OptionGroup var instance: Instance
        @Option(help: ArgumentHelp("The service (or $BEDPLATE_SERVICE).", valueName: "url"))
        var service = ServiceAddress.environment ?? ServiceAddress.standard
        @Option(help: ArgumentHelp("The service's key for results, PEM or JWK.", valueName: "file"))
        var serviceKey: String?
        @Option(help: "What the service shall call it, if not by its name here.") var alias: String?
        @Option(help: "The policy to attest under later, unless another is named.") var policy: String?
        @Flag(help: "Print the identity as JSON.") var json = false

        func run() async throws {
            let identity = try await instance.agent(isEnrolled: false).enrol(
                Agent.EnrolmentOptions(
                    service: service,
                    name: alias ?? instance.name,
                    policy: policy,
                    serviceKey: try serviceKey.map(ServiceKeyFile.read)
                )
            )
            if json { return try Terminal.print(json: identity) }
            Terminal.print("enrolled as \(Terminal.clean(identity.device))")
            Terminal.print(fields: [
                ("  instance id", identity.attestationKeyName), ("  service's key", identity.resultKey?.fingerprint),
                ("  root", "SIMULATED: proves nothing about hardware"),
            ])
        }
    }

    struct Attest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the service what a device booted, and receive what it may have.",
            discussion: """
                Ends with 0 when the device is affirmed, 1 when not; the findings say why.

                  bedplate lab soc attest dev1
                  bedplate lab soc attest dev1 --policy soc --release data-key
                """
        )
        @OptionGroup var instance: Instance
        @Option(help: "The policy to be appraised under.") var policy: String?
        @Option(help: ArgumentHelp("Ask for this secret; it is kept sealed.", valueName: "name"))
        var release: String?
        @Option(help: ArgumentHelp("The service (or $BEDPLATE_SERVICE).", valueName: "url"))
        var service: String?
        @Flag(help: "Print the service's answer as JSON.") var json = false

        func run() async throws {
            let answer = try await instance.agent()
                .attest(policy: policy, releasing: release, service: service ?? ServiceAddress.environment)
            if json { try Terminal.print(json: answer) } else { Terminal.print(answer, asked: release) }
            guard answer.status == "affirming" else { throw ExitStatus.judgedBad }
            if let release, !answer.isReleasing {
                throw BedplateError(.refused, "the secret '\(release)' was not released")
            }
        }
    }

    struct Unseal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a secret that was released to a device.",
            discussion: """
                The device opens it only while it runs the layers that were approved.

                  bedplate lab soc unseal dev1 data-key --out data.key
                """
        )
        @OptionGroup var instance: Instance
        @Argument(help: "The secret.") var secret: String
        @Option(help: ArgumentHelp("Write it here, owner-only.", valueName: "file")) var out: String?
        @Flag(help: "Write it to the terminal all the same.") var force = false

        func run() async throws {
            guard out != nil || force || !Terminal.outputIsTerminal else {
                throw BedplateError(
                    .malformed,
                    "a secret would be printed on the terminal",
                    hint: "give --out FILE, pipe it into a program, or say --force"
                )
            }
            let opened = try instance.agent().unseal(secret)
            guard let out else { return Terminal.write(octets: opened) }
            try DurableFile.write(opened, to: out)
        }
    }
}
