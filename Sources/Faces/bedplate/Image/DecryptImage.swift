import ArgumentParser
import BootSigning
import KeyStore
import Keys
import Model

struct DecryptImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        abstract: "Decrypt an MCUboot image with the device's private key.",
        discussion: """
            What comes out has the hash that the image states; whether that is signed says
            `bedplate image verify`. The key is a file of PKCS#8, encrypted or not, or the
            name of one in `bedplate key`: a key that cannot leave its home is not used.
            What comes out is for its owner's eyes (mode 600).

              bedplate image decrypt app.encrypted.bin --key device.pem \\
                --pin file:passphrase --out app.plain.bin
              bedplate image verify app.plain.bin --trust release.pub.pem
            """
    )
    @Argument(help: ArgumentHelp("The encrypted image.", valueName: "file")) var file: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The device's private key: a path or a name of `bedplate key`.", valueName: "key")
    )
    var key: String
    @OptionGroup var secret: KeyCommand.SecretOption
    @Option(name: .shortAndLong, help: ArgumentHelp("The image in the clear.", valueName: "file")) var out: String
    @OptionGroup var place: KeyCommand.Place
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (source, address) = try ImageInput.open(file)
        let key = try place.ring.privateKey(key, secret: try secret.source)
        let decryption = try MCUbootDecryption(privateKeyInfo: key.octets)
        let written = try await ImageOutput.stream(to: out, from: [file], mode: 0o600, at: address) { sink in
            try decryption.decrypt(source, to: &sink)
            return sink.count
        } finish: {
            WrittenFile(out, octets: $0, $1)
        }
        try written.print("decrypted", json: json)
    }
}
