import ArgumentParser
import BootSigning
import Model
import Wire

struct SignAHAB: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ahab",
        abstract: "Sign NXP's AHAB containers (i.MX 8ULP, i.MX 93).",
        discussion: """
            The four root keys (SRK) are named by their public halves; --key is one of
            them and signs every container that is not NXP's own.

              bedplate image sign ahab flash.bin --key srk0 --srk srk0.pem --srk srk1.pem \\
                --srk srk2.pem --srk srk3.pem --out flash.signed.bin
            """
    )
    @Argument(help: ArgumentHelp("The image.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("A root key's public half; four times, in the fuses' order.", valueName: "file"))
    var srk: [String] = []
    @OptionGroup var options: SigningOptions

    func run() async throws {
        guard srk.count == 4 else { throw ValidationError("four --srk are needed, \(srk.count) were given") }
        let (source, address) = try ImageInput.open(file)
        let roots = try srk.map { try ImageKeyFile.read($0) }
        let signing = try AHABSigning(keys: roots)
        let signers = try await options.signers()
        guard signers.count == 1, let signer = signers.first else { throw ValidationError("one --key signs") }
        try await options.sign("ahab", with: signers, counters: [:], relyingOn: roots, at: address) { sink in
            try await signing.sign(source, with: signer, to: &sink)
            return ["srk": String(srk.count)]
        }
    }
}
