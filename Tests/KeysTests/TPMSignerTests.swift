import Digests
import Files
import Foundation
import Lab
import LabSupport
import Model
import OpenSSLOracle
import PKIX
import TPM2
import TPMKeys
import TPMTransport
import Testing

/// Keys in an emulated TPM.
@Suite struct TPMSignerTests {
    static let message = Array("what a device boots".utf8)

    private func address(_ tpm: LabTPM) throws -> String {
        guard case .unix(let path) = try #require(tpm.endpoint) else { throw BedplateError(.malformed, "not a socket") }
        return "unix:" + path
    }

    private static func schemes(_ algorithm: SigningPublicKey.Algorithm) -> [SignatureScheme] {
        algorithm == .ecdsaP256
            ? [.ecdsa(.sha256), .ecdsaRaw(.sha256), .ecdsa(.sha384)]
            : [.rsaPKCS1(.sha256), .rsaPKCS1(.sha384), .rsaPSS(.sha256)]
    }

    @Test(arguments: [SigningPublicKey.Algorithm.ecdsaP256, .rsa2048])
    func `a key made in a TPM signs in each scheme, and openssl agrees`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        try await withLabTPM { tpm in
            let openssl = try OpenSSL()
            let file = openssl.path("k.tpm")
            let reference = try TPMReference("tpm:file=\(file);at=\(address(tpm))")
            let signer = try TPMSigner.create(algorithm, at: reference)
            #expect(signer.publicKey.algorithm == algorithm)
            #expect(!signer.home.exportable)
            #expect(signer.home.simulated)
            #expect(signer.home.uses == [.sign])
            let key = try VerificationKey(PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo))
            let pem = PEM(label: "PUBLIC KEY", bytes: signer.publicKey.subjectPublicKeyInfo).text
            try openssl.write(pem.utf8, to: "pub.pem")
            try openssl.write(Self.message, to: "m")
            for scheme in Self.schemes(algorithm) {
                let signature = try await signer.sign(.message(Self.message), scheme)
                #expect(key.isValid(signature, for: Self.message, scheme))
                #expect(!key.isValid(signature, for: Self.message + [0], scheme))
                var hasher = try MessageHasher(try #require(scheme.hash))
                hasher.update(Self.message)
                _ = try await signer.sign(.digest(hasher.finalize()), scheme)
                guard let hash = scheme.hash else { continue }
                let padding =
                    switch scheme {
                    case .rsaPSS: "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest "
                    case .ecdsaRaw: ""
                    default: " "
                    }
                guard !padding.isEmpty else { continue }
                try openssl.write(signature, to: "s")
                #expect(try openssl.attempt("dgst -\(hash) \(padding)-verify pub.pem -signature s m").status == 0)
            }
            await #expect(throws: BedplateError(.unsupportedScheme, "")) {
                try await signer.sign(.message(Self.message), .ed25519)
            }
            #expect(throws: BedplateError(.conflict, "")) { try TPMSigner.create(algorithm, at: reference) }
            #expect(try TPMSigner.open(reference).publicKey == signer.publicKey)
            // Nothing stays loaded.
            #expect(try TPM(tpm.connect()).loadedHandles().isEmpty)
        }
    }

    @Test func `a key with an authorization value signs with it only`() async throws {
        try await withLabTPM { tpm in
            let files = try OpenSSL()
            for (name, value) in [("right", "owner's choice"), ("wrong", "a guess")] {
                try files.write((value + "\n").utf8, to: name)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: files.path(name))
            }
            let reference = try TPMReference("tpm:file=\(files.path("k.tpm"));at=\(address(tpm))")
            let signer = try TPMSigner.create(.ecdsaP256, at: reference, secret: .file(files.path("right")))
            _ = try await signer.sign(Self.message)
            let wrong = try TPMSigner.open(reference, secret: .file(files.path("wrong")))
            func failures() throws -> UInt32? {
                try TPM(tpm.connect()).properties(from: Property(rawValue: 0x200))[Property(rawValue: 0x20E)]
            }
            let before = try #require(try failures())
            for _ in 0..<3 {
                await #expect(throws: BedplateError(.pinIncorrect, "")) { try await wrong.sign(Self.message) }
            }
            // TPM_PT_LOCKOUT_COUNTER: it was tried once.
            #expect(try failures() == before + 1)
            #expect(throws: BedplateError(.environment, "")) { try TPMSigner.open(reference) }
            _ = try await signer.sign(Self.message)
        }
    }

    @Test func `a key at a persistent handle is the one that was named`() async throws {
        try await withLabTPM { tpm in
            let reference = try TPMReference("tpm:handle=0x81010020;at=\(address(tpm))")
            let signer = try TPMSigner.create(.ecdsaP256, at: reference)
            _ = try await signer.sign(Self.message)
            #expect(throws: BedplateError(.conflict, "")) { try TPMSigner.create(.ecdsaP256, at: reference) }
            #expect(signer.reference.name != nil)
            _ = try TPMSigner.open(signer.reference)
            var other = signer.reference
            other.name?[5] ^= 1
            #expect(throws: BedplateError(.forbidden, "")) { try TPMSigner.open(other) }
        }
    }

    @Test func `a key file is for one TPM, and a damaged one is refused`() throws {
        try withLabTPM { first in
            let files = try OpenSSL()
            let path = files.path("k.tpm")
            _ = try TPMSigner.create(.ecdsaP256, at: TPMReference("tpm:file=\(path);at=\(address(first))"))
            try withLabTPM { second in
                let elsewhere = try TPMReference("tpm:file=\(path);at=\(address(second))")
                #expect(throws: BedplateError(.forbidden, "")) { try TPMSigner.open(elsewhere) }
            }
            let text = String(decoding: try files.read("k.tpm"), as: UTF8.self)
            for broken in [
                "", "{}", text.replacingOccurrences(of: "bedplate-tpm-key-1", with: "2"), String(text.dropLast(9)),
            ] {
                try files.write(broken.utf8, to: "k.tpm")
                #expect(throws: BedplateError(.malformed, "")) {
                    try TPMSigner.open(TPMReference("tpm:file=\(path);at=\(address(first))"))
                }
            }
        }
    }

    @Test func `a restricted key is refused`() throws {
        try withLabTPM { tpm in
            do {
                let conversation = TPM(try tpm.connect())
                try conversation.scoped {
                    let key = try conversation.createPrimary(in: .owner, .attestationP256())
                    try conversation.execute(
                        EvictControl(
                            auth: .owner,
                            objectHandle: key.entity,
                            persistentHandle: Handle(rawValue: 0x8101_0030)
                        ),
                        auth: .empty
                    )
                }
            }
            let reference = try TPMReference("tpm:handle=0x81010030;at=\(address(tpm))")
            #expect(throws: BedplateError(.unsupportedScheme, "")) { try TPMSigner.open(reference) }
        }
    }
}
