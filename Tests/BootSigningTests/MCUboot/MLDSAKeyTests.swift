import Digests
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import PKIX
import Programs
import Testing

/// ML-DSA keys as RFC 9881 writes them, cross-judged with Python's cryptography: the system's openssl knows none.
@Suite struct MLDSAKeyTests {
    let openssl: OpenSSL
    let passphrase: Passphrase
    let message = Array("message".utf8)
    init() throws {
        openssl = try OpenSSL()
        passphrase = try #require(Passphrase(Array("correct horse".utf8)))
    }

    private func python(_ script: String) throws -> [UInt8] {
        let start = """
            import sys
            from cryptography.hazmat.primitives import serialization as s
            from cryptography.hazmat.primitives.asymmetric import mldsa
            key = None

            """
        try openssl.write((start + script).utf8, to: "judge.py")
        let ran = try Program([Imgtool.judges + "/python", "judge.py"], in: openssl.directory)
        guard ran.status == 0 else { throw ProgramFailure(ran.errorText) }
        return ran.output
    }

    private static let writePublic =
        "key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)"

    @Test(arguments: [SigningPublicKey.Algorithm.mlDSA65, .mlDSA87])
    func `our key files, keys and signatures are read by another implementation`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let signer = try SoftwareSigner.create(
            algorithm,
            at: openssl.path("key.pem"),
            passphrase: passphrase,
            iterations: 1000
        )
        let read = try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase, leastIterations: 1000)
        #expect(read.publicKey == signer.publicKey)
        let signature = try await read.sign(message)
        try openssl.write(signature, to: "signature")
        let output = try python(
            """
            key = s.load_pem_private_key(open("key.pem", "rb").read(), b"correct horse")
            key.public_key().verify(open("signature", "rb").read(), b"message")
            sys.stdout.buffer.write(\(Self.writePublic))
            """
        )
        #expect(output == signer.publicKey.subjectPublicKeyInfo)
        let info = try PublicKeyInfo(der: output)
        #expect(info.subjectPublicKeyInfo == output)
        let key = try VerificationKey(info)
        #expect(key.isValid(signature, for: message, algorithm.scheme))
        #expect(!key.isValid(signature, for: message + [0], algorithm.scheme))
        let other: SignatureScheme = algorithm == .mlDSA65 ? .mlDSA87 : .mlDSA65
        #expect(!key.isValid(signature, for: message, other))
        await #expect(throws: BedplateError(.unsupportedScheme, "")) { try await read.sign(.message(message), other) }
    }

    @Test(arguments: [SigningPublicKey.Algorithm.mlDSA65, .mlDSA87])
    func `we read the key files and the signatures of another implementation`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let name = algorithm == .mlDSA65 ? "MLDSA65" : "MLDSA87"
        let encryption = "s.BestAvailableEncryption(b'correct horse')"
        let output = try python(
            """
            key = mldsa.\(name)PrivateKey.generate()
            pem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, \(encryption))
            open("key.pem", "wb").write(pem)
            open("signature", "wb").write(key.sign(b"message"))
            sys.stdout.buffer.write(\(Self.writePublic))
            """
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: openssl.path("key.pem"))
        let signer = try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase, leastIterations: 1)
        #expect(signer.publicKey.algorithm == algorithm)
        #expect(signer.publicKey.subjectPublicKeyInfo == output)
        let key = try VerificationKey(PublicKeyInfo(der: output))
        #expect(key.isValid(try openssl.read("signature"), for: message, algorithm.scheme))
    }

    @Test func `a key of another length, or with parameters, is refused`() throws {
        let signer = try SoftwareSigner.ephemeral(.mlDSA65)
        let spki = signer.publicKey.subjectPublicKeyInfo
        let oid = DEREncoding.oid(OID(2, 16, 840, 1, 101, 3, 4, 3, 18))
        let key = Array(spki.suffix(PublicKeyInfo.mlDSA65Size))
        let good = DEREncoding.sequence(DEREncoding.sequence(oid), DEREncoding.bitString(key))
        #expect(good == spki)
        let short = DEREncoding.sequence(DEREncoding.sequence(oid), DEREncoding.bitString(Array(key.dropLast())))
        let null = DEREncoding.sequence(DEREncoding.sequence(oid, DEREncoding.null), DEREncoding.bitString(key))
        for der in [short, null] {
            #expect(throws: X509Error.self) { try PublicKeyInfo(der: der) }
        }
        #expect(PublicKeyInfo.mlDSA65(key).description == "ML-DSA-65")
        #expect(PublicKeyInfo.mlDSA65([1]).subjectPublicKeyInfo == nil)
    }
}
