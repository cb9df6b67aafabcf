import Digests
import OpenSSLOracle
import PKIX
import Testing

@Suite struct KeyAndSignatureTests {
    let openssl: OpenSSL
    init() throws { openssl = try OpenSSL() }

    private let message = Array("what was signed".utf8)

    private func key(_ options: String) throws -> PublicKeyInfo {
        try openssl.write(message, to: "message")
        try openssl.run("genpkey \(options) -out key")
        return try PublicKeyInfo(der: openssl.run("pkey -in key -pubout -outform DER"))
    }

    @Test(arguments: [
        "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
        "-algorithm ED25519",
    ])
    func `a key is written as openssl writes it`(options: String) throws {
        let info = try key(options)
        let der = try openssl.run("pkey -in key -pubout -outform DER")
        #expect(info.subjectPublicKeyInfo == der)
        for length in der.indices {
            #expect(throws: X509Error.self) { try PublicKeyInfo(der: Array(der.prefix(length))) }
        }
        #expect(throws: X509Error.self) { try PublicKeyInfo(der: der + [0]) }
    }

    @Test(arguments: ["sha1", "sha256", "sha384", "sha512"])
    func `RSA signatures of openssl verify by their own scheme only`(name: String) throws {
        let hash = try #require(HashAlgorithm(named: name))
        let key = try VerificationKey(key("-algorithm RSA -pkeyopt rsa_keygen_bits:2048"))
        let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"
        for (options, scheme, other) in [
            ("", SignatureScheme.rsaPKCS1(hash), SignatureScheme.rsaPSS(hash)), (pss, .rsaPSS(hash), .rsaPKCS1(hash)),
        ] {
            try openssl.run("dgst -\(name) -sign key \(options) -out signature message")
            var signature = try openssl.read("signature")
            #expect(key.isValid(signature, for: message, scheme))
            #expect(!key.isValid(signature, for: message, other))
            #expect(!key.isValid(signature, for: message + [0], scheme))
            #expect(!key.isValid(signature, for: message, .ecdsa(hash)))
            #expect(!key.isValid(Array(signature.dropLast()), for: message, scheme))
            #expect(!key.isValid([], for: message, scheme))
            signature[100] ^= 1
            #expect(!key.isValid(signature, for: message, scheme))
        }
    }

    @Test(arguments: [
        (EllipticCurve.p256, HashAlgorithm.sha256), (.p384, .sha384), (.p521, .sha512), (.p256, .sha1),
        (.p384, .sha256),
    ])
    func `ECDSA signatures of openssl verify in both encodings`(curve: EllipticCurve, hash: HashAlgorithm) throws {
        let name = "P-" + curve.rawValue.dropFirst()
        let key = try VerificationKey(key("-algorithm EC -pkeyopt ec_paramgen_curve:\(name)"))
        try openssl.run("dgst -\(hash) -sign key -out signature message")
        let der = try openssl.read("signature")
        let signature = try ECDSASignature(der: der)
        let raw = try #require(signature.raw(curve))
        #expect(signature.der == der)
        #expect(ECDSASignature(raw: raw, curve: curve) == signature)
        #expect(key.isValid(der, for: message, .ecdsa(hash)))
        #expect(key.isValid(raw, for: message, .ecdsaRaw(hash)))
        #expect(!key.isValid(der, for: message, .ecdsaRaw(hash)))
        #expect(!key.isValid(raw, for: message + [1], .ecdsaRaw(hash)))
        #expect(!key.isValid([UInt8](repeating: 0, count: raw.count), for: message, .ecdsaRaw(hash)))
        #expect(!key.isValid(raw, for: message, .ecdsaRaw(HashAlgorithm(rawValue: 0x1234))))
        for length in der.indices {
            #expect(throws: X509Error.self) { try ECDSASignature(der: Array(der.prefix(length))) }
        }
    }

    @Test func `an Ed25519 signature verifies`() throws {
        let key = try VerificationKey(key("-algorithm ED25519"))
        try openssl.run("pkeyutl -sign -rawin -inkey key -in message -out signature")
        let signature = try openssl.read("signature")
        #expect(key.isValid(signature, for: message, .ed25519))
        #expect(!key.isValid(signature, for: message + [0], .ed25519))
        #expect(!key.isValid(signature, for: message, .ecdsa(.sha256)))
    }

    @Test func `a point off the curve, a short modulus and an unknown algorithm make no key`() throws {
        guard case .ellipticCurve(let curve, let x, var y) = try key("-algorithm EC -pkeyopt ec_paramgen_curve:P-256")
        else {
            Issue.record("not an elliptic curve")
            return
        }
        _ = try VerificationKey(.ellipticCurve(curve, x: x, y: y))
        y[31] ^= 1
        #expect(throws: X509Error.self) { try VerificationKey(.ellipticCurve(curve, x: x, y: y)) }
        #expect(throws: X509Error.self) { try VerificationKey(.ellipticCurve(curve, x: [], y: [])) }
        #expect(throws: X509Error.self) { try VerificationKey(.rsa(modulus: [], exponent: 65537)) }
        #expect(throws: X509Error.self) { try VerificationKey(key("-algorithm RSA -pkeyopt rsa_keygen_bits:1024")) }
        #expect(throws: X509Error.self) { try VerificationKey(key("-algorithm ED448")) }
    }

    @Test func `an identifier reads as it is written`() throws {
        for (oid, text) in [
            (OID(2, 23, 133, 8, 1), "2.23.133.8.1"), (OID(1, 2, 840, 113549, 9, 99), "1.2.840.113549.9.99"),
            (OID(2, 999, 1), "2.999.1"), (OID(0, 9, 4294967296), "0.9.4294967296"),
        ] {
            #expect(oid.description == text)
            try openssl.write(DEREncoding.oid(oid), to: "value")
            let printed = String(decoding: try openssl.run("asn1parse -inform DER -in value"), as: UTF8.self)
            #expect(printed.contains(":\(text)\n"))
        }
        #expect(OID(2, 23, 133, 8, 1).encoded == [0x67, 0x81, 0x05, 0x08, 0x01])
    }
}
