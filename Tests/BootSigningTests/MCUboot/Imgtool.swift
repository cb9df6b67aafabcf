import BootSigning
import Files
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import Programs
import Testing

/// imgtool, the public judge, with a key that both it and we hold.
struct Imgtool {
    let openssl: OpenSSL
    let signer: SoftwareSigner

    /// Where `Scripts/install-judges` puts the judges; a test without them fails.
    static let judges = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build/judges/bin").path

    init(_ algorithm: SigningPublicKey.Algorithm) throws {
        openssl = try OpenSSL()
        let options =
            switch algorithm {
            case .ecdsaP256: "EC -pkeyopt ec_paramgen_curve:P-256"
            case .ecdsaP384: "EC -pkeyopt ec_paramgen_curve:P-384"
            case .ed25519: "ED25519"
            case .rsa2048: "RSA -pkeyopt rsa_keygen_bits:2048"
            default: "RSA -pkeyopt rsa_keygen_bits:3072"
            }
        try openssl.run("genpkey -algorithm \(options) -out plain.pem")
        try openssl.write("correct horse\n".utf8, to: "pass")
        let encryption = "-topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 1000 -passout file:pass"
        try openssl.run("pkcs8 -in plain.pem \(encryption) -out key.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: openssl.path("key.pem"))
        let passphrase = try #require(Passphrase(Array("correct horse".utf8)))
        signer = try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase, leastIterations: 1000)
    }

    /// A device that trusts the key.
    var trust: DeviceTrust { DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)]) }

    /// Runs imgtool among the files of ``openssl``.
    @discardableResult
    func run(_ arguments: [String]) throws -> Program {
        try Program([Self.judges + "/imgtool"] + arguments, in: openssl.directory)
    }

    /// What imgtool makes of the payload.
    func sign(_ payload: [UInt8], _ arguments: String, output: String = "out.bin") throws -> [UInt8] {
        try openssl.write(payload, to: "in.bin")
        let ran = try run(
            ["sign", "-k", "plain.pem"] + arguments.split(separator: " ").map(String.init) + ["in.bin", output]
        )
        guard ran.status == 0 else { throw ProgramFailure("imgtool sign: \(ran.text) \(ran.errorText)") }
        return try openssl.read(output)
    }

    /// Whether imgtool accepts the image.
    func accepts(_ image: [UInt8]) throws -> Bool {
        try openssl.write(image, to: "judged.bin")
        return try run(["verify", "-k", "plain.pem", "judged.bin"]).status == 0
    }
}

extension MCUbootSigning {
    /// The signed image in memory.
    func image(
        of payload: [UInt8],
        with signer: any Signer,
        postQuantum: (any Signer)? = nil
    ) async throws -> [UInt8] {
        var sink = MemorySink()
        let signed = try await sign(MemorySource(payload), to: &sink, with: signer, postQuantum: postQuantum)
        #expect(signed.writtenSize == sink.bytes.count)
        return sink.bytes
    }
}
