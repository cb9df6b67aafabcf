import Digests
import Foundation
import Testing
import Wire

@testable import TPM2

@Suite struct KnownAnswerTests {
    struct Derivation: Decodable {
        var Name: String
        var HashAlg: UInt16
        var Key: String?
        var Z: String?
        var Label: String
        var ContextU: String
        var ContextV: String
        var Bits: Int
        var Result: String
    }

    @Test func `KDFa gives the known answers`() throws {
        guard let vectors = try KnownAnswers.read([Derivation].self, "tpm-kat/testvectors/kdfa.json") else { return }
        for vector in vectors {
            let derived = try KeyDerivation.kdfa(
                HashAlgorithm(rawValue: vector.HashAlg),
                key: [UInt8](hex: try #require(vector.Key)),
                label: try #require(KDFLabel(vector.Label)),
                contextU: [UInt8](hex: vector.ContextU),
                contextV: [UInt8](hex: vector.ContextV),
                bits: vector.Bits
            )
            #expect(Hexadecimal.encode(derived) == vector.Result, "\(vector.Name)")
        }
        print("conformance: kdfa.json, \(vectors.count) vectors ran")
    }

    @Test func `KDFe gives the known answers`() throws {
        guard let vectors = try KnownAnswers.read([Derivation].self, "tpm-kat/testvectors/kdfe.json") else { return }
        for vector in vectors {
            let derived = try KeyDerivation.kdfe(
                HashAlgorithm(rawValue: vector.HashAlg),
                z: [UInt8](hex: try #require(vector.Z)),
                label: try #require(KDFLabel(vector.Label)),
                partyU: [UInt8](hex: vector.ContextU),
                partyV: [UInt8](hex: vector.ContextV),
                bits: vector.Bits
            )
            #expect(Hexadecimal.encode(derived) == vector.Result, "\(vector.Name)")
        }
        print("conformance: kdfe.json, \(vectors.count) vectors ran")
    }

    struct LabelledSecret: Decodable {
        var Name: String
        var Label: String
        var EphemeralPrivate: String?
        var PublicKey: String
        var PrivateKey: String
        var Secret: String
        var Ciphertext: String
    }

    @Test func `an elliptic-curve key encapsulates to the known ciphertexts and secrets`() throws {
        let path = "tpm-kat/testvectors/ecc_labeled_encaps.json"
        guard let vectors = try KnownAnswers.read([LabelledSecret].self, path) else { return }
        for vector in vectors {
            let key = try publicKey(vector.PublicKey)
            guard case .ecc(let curve, _, _) = key.algorithm else { throw WireError(.badValue, at: 0) }
            let scalar = try [UInt8](hex: try #require(vector.EphemeralPrivate))
            let made = try key.encapsulate(
                try #require(KDFLabel(vector.Label)),
                ephemeral: try #require(curve.padded(scalar))
            )
            #expect(Hexadecimal.encode(made.encryptedSecret) == vector.Ciphertext, "\(vector.Name)")
            #expect(Hexadecimal.encode(made.seed) == vector.Secret, "\(vector.Name)")
        }
        print("conformance: ecc_labeled_encaps.json, \(vectors.count) vectors ran")
    }

    /// OAEP is randomised, so the vectors prove the reference decryption, and the reference decryption proves ours.
    @Test func `what we encrypt to an RSA key is decrypted by what decrypts the known ciphertexts`() throws {
        let path = "tpm-kat/testvectors/rsa_labeled_encaps.json"
        guard let vectors = try KnownAnswers.read([LabelledSecret].self, path) else { return }
        for vector in vectors {
            let key = try publicKey(vector.PublicKey)
            guard case .rsa(let modulus, let exponent, let oaepHash) = key.algorithm else {
                throw WireError(.badValue, at: 0)
            }
            let label = try #require(KDFLabel(vector.Label))
            let reference = try ReferenceRSA(
                modulus: modulus,
                exponent: exponent == 0 ? 65537 : exponent,
                prime: try SensitiveArea(try [UInt8](hex: vector.PrivateKey)).sensitive
            )
            let hash = oaepHash ?? key.nameAlgorithm
            let ciphertext = try [UInt8](hex: vector.Ciphertext)
            let known = reference.decrypt(ciphertext, hash: hash, label: label.bytes)
            #expect(known == (try [UInt8](hex: vector.Secret)), "\(vector.Name)")
            let made = try key.encapsulate(label)
            #expect(made.seed.count * 2 == vector.Secret.count, "\(vector.Name)")
            #expect(reference.decrypt(made.encryptedSecret, hash: hash, label: label.bytes) == made.seed)
            #expect(reference.decrypt(made.encryptedSecret, hash: hash, label: [0x78, 0]) == nil)
        }
        print("conformance: rsa_labeled_encaps.json, \(vectors.count) vectors ran")
    }

    struct Credentials: Decodable {
        struct Vector: Decodable {
            var ek_tpm: String
            var challenge: String
            var aik_name: String
            var expected: String?
            var expected_prefix: String?
        }
        var rsa: Vector
        var ecc: Vector
    }

    @Test func `a credential is made as the known answers say`() throws {
        guard let vectors = try KnownAnswers.read(Credentials.self, "tpm-kat/makecredential-vectors.json") else {
            return
        }
        for vector in [vectors.rsa, vectors.ecc] {
            let key = try publicKey(String(vector.ek_tpm.dropFirst(4)))
            let encapsulation: Encapsulation
            switch key.algorithm {
            case .rsa: encapsulation = try key.encapsulate(.identity, seed: [UInt8](repeating: 0x12, count: 32))
            case .ecc:
                encapsulation = try key.encapsulate(
                    .identity,
                    ephemeral: Decimal.octets(
                        "75548318724506252006992803713632448754009807765151974952668642988315053146586",
                        count: 32
                    )
                )
            }
            let credential = try Credential(
                secret: [UInt8](hex: vector.challenge),
                name: [UInt8](hex: vector.aik_name),
                encapsulation: encapsulation,
                wrap: OuterWrap(nameAlgorithm: key.nameAlgorithm, symmetricBits: 128)
            )
            // The vectors are files of tpm2-tools: magic, version, TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET.
            var file = WireWriter()
            file(0xBADC_C0DE as UInt32, 1 as UInt32)
            file.sized(as: UInt16.self) { $0.append(credential.credentialBlob) }
            file.sized(as: UInt16.self) { $0.append(credential.encryptedSecret) }
            let text = Hexadecimal.encode(try file.finish())
            if let expected = vector.expected { #expect(text == expected) }
            if let prefix = vector.expected_prefix { #expect(text.hasPrefix(prefix)) }
        }
        print("conformance: makecredential-vectors.json, 2 vectors ran")
    }
}

private func publicKey(_ text: String) throws -> EncapsulationKey {
    let bytes = try [UInt8](hex: text)
    return try PublicArea(bytes).key
}

enum Decimal {
    /// A decimal number as big-endian octets.
    static func octets(_ text: String, count: Int) -> [UInt8] {
        var number = [UInt8](repeating: 0, count: count)
        for digit in text.utf8 {
            var carry = Int(digit) - 0x30
            for i in number.indices.reversed() {
                carry += Int(number[i]) * 10
                number[i] = UInt8(carry & 0xFF)
                carry >>= 8
            }
        }
        return number
    }
}
