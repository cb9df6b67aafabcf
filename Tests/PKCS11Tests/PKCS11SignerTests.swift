import Digests
import Files
import Foundation
import Model
import OpenSSLOracle
import PKCS11
import PKIX
import Programs
import Testing
import TokenSupport

/// Everything with a real SoftHSM2, one test after another: its configuration belongs to the process.
@Suite(.serialized) struct TokenTests {
    static let message = Array("what a device boots".utf8)

    static func schemes(_ algorithm: SigningPublicKey.Algorithm) -> [SignatureScheme] {
        switch algorithm {
        case .ed25519: [.ed25519]
        case .ecdsaP256, .ecdsaP384: [.ecdsa(.sha256), .ecdsaRaw(.sha256), .ecdsa(.sha384), .ecdsaRaw(.sha512)]
        default: [.rsaPKCS1(.sha256), .rsaPKCS1(.sha512), .rsaPSS(.sha256), .rsaPSS(.sha384), .rsaPSS(.sha512)]
        }
    }

    @Test(arguments: [
        SigningPublicKey.Algorithm.ecdsaP256, .ecdsaP384, .ed25519, .rsa2048, .rsa3072, .rsa4096,
    ])
    func `a key made in the token signs in every scheme, and openssl agrees`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let hsm = try SoftHSM.here()
        let openssl = try OpenSSL()
        let token = try hsm.token()
        let signer = try PKCS11Signer(try await token.create(algorithm, label: "k"), in: token)
        #expect(signer.publicKey.algorithm == algorithm)
        #expect(signer.key.attributes.neverLeft)
        #expect(!signer.home.exportable)
        #expect(signer.home.simulated, "SoftHSM is a program")
        #expect(signer.home.isSoftware)
        #expect(signer.home.uses == [.sign])
        #expect(signer.home.statedBy.contains("SoftHSM"))
        let key = try VerificationKey(PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo))
        let pem = PEM(label: "PUBLIC KEY", bytes: signer.publicKey.subjectPublicKeyInfo).text
        try openssl.write(pem.utf8, to: "pub.pem")
        try openssl.write(Self.message, to: "m")
        for scheme in Self.schemes(algorithm) {
            var signatures = [try await signer.sign(.message(Self.message), scheme)]
            if let hash = scheme.hash {
                var hasher = try MessageHasher(hash)
                hasher.update(Self.message)
                signatures.append(try await signer.sign(.digest(hasher.finalize()), scheme))
            }
            for signature in signatures {
                #expect(key.isValid(signature, for: Self.message, scheme))
                #expect(!key.isValid(signature, for: Self.message + [0], scheme))
                try openssl.write(signature, to: "s")
                guard let command = Self.opensslCommand(scheme) else { continue }
                #expect(try openssl.attempt(command).status == 0, "\(scheme)")
            }
            // PKCS#1 v1.5 and Ed25519 are deterministic.
            if case .rsaPKCS1 = scheme { #expect(Set(signatures).count == 1) }
        }
        await #expect(throws: BedplateError(.unsupportedScheme, "")) {
            try await signer.sign(.message([]), algorithm == .ed25519 ? .ecdsa(.sha256) : .ed25519)
        }
        await #expect(throws: BedplateError(.conflict, "")) { try await token.create(algorithm, label: "k") }
    }

    private static func opensslCommand(_ scheme: SignatureScheme) -> String? {
        switch scheme {
        case .ed25519: "pkeyutl -verify -pubin -inkey pub.pem -rawin -in m -sigfile s"
        case .ecdsa(let hash), .rsaPKCS1(let hash): "dgst -\(hash) -verify pub.pem -signature s m"
        case .rsaPSS(let hash):
            "dgst -\(hash) -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -verify pub.pem -signature s m"
        case .ecdsaRaw, .mlDSA65, .mlDSA87: nil
        }
    }

    @Test func `pkcs11-tool sees our keys, and we use those it makes, and say which can leave`() async throws {
        let hsm = try SoftHSM.here()
        let tool = ["pkcs11-tool", "--module", hsm.module, "--token-label", "test", "--login", "--pin", SoftHSM.pin]
        func run(_ arguments: String) throws -> String {
            let ended = try Program(
                tool + arguments.split(separator: " ").map(String.init),
                environment: hsm.environment
            )
            guard ended.status == 0 else { throw ProgramFailure(ended.errorText) }
            return ended.text
        }
        do { try await hsm.token().create(.ecdsaP384, label: "ours") }
        let listed = try run("--list-objects --type privkey")
        #expect(listed.contains("ours"))
        #expect(listed.contains("sensitive, always sensitive, never extractable, local"))
        _ = try run("--keypairgen --key-type EC:prime256v1 --label theirs --id 0a")
        _ = try run("--keypairgen --key-type rsa:2048 --label loose --id 0b --extractable")
        _ = try run("--keypairgen --key-type EC:secp521r1 --label large --id 0c")
        let token = try hsm.token()
        let keys = try await token.keys()
        #expect(Set(keys.map(\.label)) == ["ours", "theirs", "loose", "large"])
        #expect(keys.first { $0.label == "large" }?.publicKey == nil)
        let theirs = try await PKCS11Signer.open(try hsm.uri(";object=theirs"), in: token)
        _ = try await theirs.sign(Self.message)
        #expect(theirs.key.id == [0x0A])
        let loose = try await PKCS11Signer.open(try hsm.uri(";id=%0b"), in: token)
        #expect(loose.home.exportable)
        _ = try await loose.sign(Self.message)
        await #expect(throws: BedplateError(.unsupportedScheme, "")) {
            try await PKCS11Signer.open(try hsm.uri(";object=large"), in: token)
        }
        await #expect(throws: BedplateError(.notFound, "")) {
            try await PKCS11Signer.open(try hsm.uri(";object=none"), in: token)
        }
        await #expect(throws: BedplateError(.malformed, "")) { try await PKCS11Signer.open(try hsm.uri(), in: token) }
        // Two of one label: neither is chosen.
        _ = try run("--keypairgen --key-type EC:prime256v1 --label theirs --id 0d")
        await #expect(throws: BedplateError(.conflict, "")) {
            try await PKCS11Signer.open(try hsm.uri(";object=theirs"), in: try hsm.token())
        }
    }

    @Test func `a URI opens the key by itself, and its own form leads to it again`() async throws {
        let hsm = try SoftHSM.here()
        do { try await hsm.token().create(.ecdsaP256, label: "k y/ö;") }
        let signer = try await PKCS11Signer.open(try hsm.uri(";object=k%20y%2F%C3%B6%3B"))
        var uri = signer.uri
        uri.modulePath = hsm.module
        uri.pinSource = hsm.path("pin")
        let again = try await PKCS11Signer.open(try PKCS11URI(uri.description))
        #expect(again.publicKey == signer.publicKey)
        #expect(!"\(signer)\(signer.home)".contains(SoftHSM.pin))
    }

    @Test func `a token that is not there, or is there twice, is said so`() async throws {
        let hsm = try SoftHSM.here()
        try hsm.add("test")
        #expect(throws: BedplateError(.conflict, "")) { try hsm.token() }
        let other = try PKCS11URI("pkcs11:token=other?module-path=\(hsm.module)")
        let modules = [try PKCS11Module.load(hsm.module)]
        let absent = #expect(throws: BedplateError(.tokenAbsent, "")) { try PKCS11Module.token(other, in: modules) }
        #expect(absent?.hint?.contains("'test'") == true)
        #expect(throws: BedplateError(.environment, "")) { try PKCS11Module.load("/nowhere/module.so") }
        #expect(throws: BedplateError(.malformed, "")) { try PKCS11Module.load("module.so") }
    }

    @Test func `the modules that p11-kit knows are found without a path`() throws {
        let hsm = try SoftHSM.here()
        let module = try #require(PKCS11Module.registered().first { $0.info.manufacturer.contains("SoftHSM") })
        #expect(try module.tokens().map(\.label) == ["test"])
        withExtendedLifetime(hsm) {}
    }
}
