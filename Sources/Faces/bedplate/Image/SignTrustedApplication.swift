import ArgumentParser
import BootSigning
import Model
import OPTEE

struct SignTrustedApplication: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optee-ta",
        abstract: "Sign a trusted application for OP-TEE.",
        discussion: """
            With an RSA key, whose public half is built into the trusted OS. OP-TEE
            refuses a version below the last that ran.

              bedplate image sign optee-ta app.stripped.elf --key ta --version 3 \\
                --uuid 8aaaf200-2450-11e4-abe2-0002a5d5c51b --out 8aaaf200.ta
            """
    )
    @Argument(help: ArgumentHelp("The application: a stripped ELF.", valueName: "file")) var file: String
    @Option(help: "The application's UUID.") var uuid: String
    @Option(help: ArgumentHelp("The application's version.", valueName: "n")) var version: Number
    @OptionGroup var options: SigningOptions

    func run() async throws {
        guard let application = ApplicationUUID(uuid) else { throw ValidationError("'\(uuid)' is no UUID") }
        let (source, address) = try ImageInput.open(file)
        let signers = try await options.signers()
        guard signers.count == 1, let signer = signers.first else { throw ValidationError("one --key signs") }
        let signing = TrustedApplicationSigning(signer: signer, application: application, version: version.value)
        try await options.sign("optee-ta", with: signers, counters: ["counter": version.value], at: address) { sink in
            try await signing.sign(source, to: &sink)
            return ["uuid": "\(application)"]
        }
    }
}
