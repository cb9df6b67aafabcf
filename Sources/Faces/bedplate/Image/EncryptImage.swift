import ArgumentParser
import BootSigning
import Model

struct EncryptImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt",
        abstract: "Encrypt a signed MCUboot image for a device, without signing it again.",
        discussion: """
            The hash and the signature are of the plaintext, and that an image is to be
            encrypted is signed: sign it with --encrypt-for and --clear. Each device, or
            each batch, can then have an image of its own. The payload's key is new each
            time; AES-128 or AES-256, as it was signed. What fills the slot behind the image,
            such as a trailer that confirms it, is not carried over.

              bedplate image sign mcuboot app.bin --key release --version 1.2.3 \\
                --encrypt-for batch-1.pem --clear --out app.signed.bin
              bedplate image encrypt app.signed.bin --for batch-2.pem \\
                --out app.batch-2.bin
            """
    )
    @Argument(help: ArgumentHelp("The signed image, in the clear.", valueName: "file")) var file: String
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("The device's public key: P-256, X25519 or RSA-2048.", valueName: "file")
    )
    var recipient: String
    @Flag(name: .customLong("hmac-sha512"), help: "X25519 with SHA-512, for boot loaders that are built so.")
    var hmacSHA512 = false
    @Option(name: .shortAndLong, help: ArgumentHelp("The encrypted image.", valueName: "file")) var out: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (source, address) = try ImageInput.open(file)
        let encryption = try MCUbootEncryption(
            for: try ImageKeyFile.read(recipient, isForEncryption: true),
            keySize: try MCUbootEncryption.keySize(of: source),
            usesSHA512: hmacSHA512
        )
        let written = try await ImageOutput.stream(to: out, from: [file, recipient], at: address) { sink in
            try encryption.encrypt(source, to: &sink)
            return sink.count
        } finish: {
            WrittenFile(out, octets: $0, $1)
        }
        try written.print("encrypted", json: json)
    }
}
