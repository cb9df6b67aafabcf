import Crypto
import Digests
import Testing
import Wire

@testable import TPM2

@Suite struct CryptographyTests {
    /// NIST SP 800-38A, F.3.13 (CFB128-AES128) and F.3.17 (CFB128-AES256).
    @Test(arguments: [
        (
            "2b7e151628aed2a6abf7158809cf4f3c",
            "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
        ),
        (
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
        ),
    ])
    func `AES-CFB agrees with the standard's example`(key: String, expected: String) throws {
        let plaintext = try [UInt8](hex: "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
        let iv = try [UInt8](hex: "000102030405060708090a0b0c0d0e0f")
        let key = try [UInt8](hex: key)
        let ciphertext = try CipherFeedback.encrypt(plaintext, key: key, iv: iv)
        #expect(Hexadecimal.encode(ciphertext) == expected)
        #expect(try CipherFeedback.decrypt(ciphertext, key: key, iv: iv) == plaintext)
    }

    @Test(arguments: [16, 24, 32], [0, 1, 15, 16, 17, 66])
    func `AES-CFB agrees with libcrypto on partial blocks`(keySize: Int, count: Int) throws {
        let key = [UInt8]((0..<UInt8(keySize)))
        let iv = [UInt8](repeating: 0x5A, count: 16)
        let plaintext = [UInt8]((0..<UInt8(count)))
        let ciphertext = try CipherFeedback.encrypt(plaintext, key: key, iv: iv)
        #expect(ciphertext == ReferenceAES.encrypt(plaintext, key: key, iv: iv))
        #expect(try CipherFeedback.decrypt(ciphertext, key: key, iv: iv) == plaintext)
    }

    @Test func `a key or initialisation vector of the wrong size is refused`() {
        #expect(throws: CryptographyError.unsupportedKeySize(120)) {
            try CipherFeedback.encrypt([1], key: [UInt8](repeating: 0, count: 15))
        }
        #expect(throws: CryptographyError.badInitializationVector) {
            try CipherFeedback.decrypt([1], key: [UInt8](repeating: 0, count: 16), iv: [0])
        }
    }

    /// Constants of our own, from an independent computation of Part 1, 11.4.10 with another HMAC and hash.
    @Test func `key derivation masks the excess bits of the first octet`() throws {
        let whole = try KeyDerivation.kdfa(.sha256, key: [1, 2, 3], label: .storage, contextU: [4], bits: 256)
        #expect(Hexadecimal.encode(whole) == "024f542dfcaa1296bed400b6f128b4f7b76107a11d135b16848cceff208d1f2c")
        let odd = try KeyDerivation.kdfa(.sha256, key: [1, 2, 3], label: .storage, contextU: [4], bits: 523)
        #expect(
            Hexadecimal.encode(odd)
                == "0605f8459ee162a08eede8148cbbdfe19c30721f39c4798a79b4424722f9774b0366ea459610a7644cd107bdaa8204995476ea4414fb1be232025cf8b37631268441"
        )
        let agreed = try KeyDerivation.kdfe(.sha384, z: [9, 9], label: .secret, partyU: [1], partyV: [2], bits: 401)
        #expect(
            Hexadecimal.encode(agreed)
                == "0067252326f416eda0c344fb9190fda8361dde2aed6fba8b85401d6de3202951594980487e6e7f06294bb0d81e95bd4a8d7d81"
        )
        #expect(try KeyDerivation.kdfa(.sha1, key: [], label: .cfb, bits: 0).isEmpty)
    }

    @Test func `key derivation refuses what it cannot do`() {
        #expect(throws: CryptographyError.tooLong) {
            try KeyDerivation.kdfa(.sha256, key: [1], label: .ath, bits: KeyDerivation.bitLimit + 1)
        }
        #expect(throws: CryptographyError.tooLong) {
            try KeyDerivation.kdfe(.sha256, z: [1], label: .ath, partyU: [], partyV: [], bits: -1)
        }
        #expect(throws: CryptographyError.unsupportedHash(.sm3_256)) {
            try KeyDerivation.kdfa(.sm3_256, key: [1], label: .ath, bits: 0)
        }
        #expect(KDFLabel("ID\0ENTITY") == nil)
        #expect(KDFLabel("IDENTITY") == .identity)
    }

    @Test func `the holder of the static curve key computes the same secret`() throws {
        let recipient = P256.KeyAgreement.PrivateKey()
        let point = [UInt8](recipient.publicKey.rawRepresentation)
        let (x, y) = ([UInt8](point.prefix(32)), [UInt8](point.suffix(32)))
        let key = EncapsulationKey(.ecc(.nistP256, x: x, y: y), nameAlgorithm: .sha256)
        let made = try key.encapsulate(.secret)
        let ephemeral = made.encryptedSecret
        #expect(ephemeral.count == 68 && ephemeral[0...1] == [0, 32] && ephemeral[34...35] == [0, 32])
        let sent = try P256.KeyAgreement.PublicKey(rawRepresentation: ephemeral[2..<34] + ephemeral[36...])
        let shared = try recipient.sharedSecretFromKeyAgreement(with: sent)
        let z = unsafe shared.withUnsafeBytes { unsafe [UInt8]($0) }
        var counter: [UInt8] = [0, 0, 0, 1]
        counter += z + Array("SECRET".utf8) + [0] + ephemeral[2..<34] + x
        #expect([UInt8](SHA256.hash(data: counter)) == made.seed)
        #expect(try key.encapsulate(.secret).seed != made.seed)
    }

    @Test func `malformed public keys are refused`() throws {
        let x = [UInt8](repeating: 1, count: 32)
        for key in [
            EncapsulationKey(.ecc(.nistP256, x: x, y: x), nameAlgorithm: .sha256),
            EncapsulationKey(.ecc(.nistP256, x: [0] + x, y: x), nameAlgorithm: .sha256),
            EncapsulationKey(.ecc(.nistP384, x: [], y: []), nameAlgorithm: .sha256),
            rsa([UInt8](repeating: 0xFF, count: 255)),
            rsa([0x7F] + [UInt8](repeating: 0xFF, count: 255)),
            rsa([UInt8](repeating: 0xFF, count: 513)),
            rsa([UInt8](repeating: 0xFE, count: 256)),
            rsa([UInt8](repeating: 0xFF, count: 256), exponent: 1),
            rsa([UInt8](repeating: 0xFF, count: 256), exponent: 65536),
            rsa([]),
        ] {
            #expect(throws: CryptographyError.badPublicKey) { try key.encapsulate(.identity) }
        }
        #expect(throws: CryptographyError.unsupportedHash(.sm3_256)) {
            try EncapsulationKey(rsa([UInt8](repeating: 0xFF, count: 256)).algorithm, nameAlgorithm: .sm3_256)
                .encapsulate(.identity)
        }
        // The positive control.
        #expect(try rsa(genuineModulus()).encapsulate(.identity).encryptedSecret.count == 256)
    }

    /// Made once with `openssl genrsa 2048`; its private key was not kept.
    private func genuineModulus() throws -> [UInt8] {
        try [UInt8](
            hex:
                "b1415b6e39996577aa7b0a1833b0e859eadd9bd7c33df0d13c9f444b8e9504c59d1c105a4d7a24e6ad6ebe0c63a38594"
                + "2316a83d32a0951262c61675fae71dfc240a3348d7fba9a18e0a51c6c8f164e433218534bc75abbfec65f260633b0fcf"
                + "e6cbb67b1ac874494c65940b3ac8a44a3bc76c2955dee81060e7864ccac73aa4848fd596bfd868ee4dff5413aa661a69"
                + "92b7572e859701834317991b9aa41660f75e478f31dbb1a917e2682ee0cd5e07768385478eb061a1d6275f7eb9ff7712"
                + "12077b0c8bbd451a581f6159a946976f2bd7a44cc7eac4d7d5bd9358b0a817c3594fcfe56ed46182f6d07de0ba4887fd"
                + "559057ab30c6614da7b90a6a16b3d363"
        )
    }

    private func rsa(_ modulus: [UInt8], exponent: UInt32 = 0) -> EncapsulationKey {
        EncapsulationKey(.rsa(modulus: modulus, exponent: exponent, oaepHash: nil), nameAlgorithm: .sha256)
    }

    @Test func `an outer wrap opens for its name and seed and for nothing else`() throws {
        let wrap = OuterWrap(nameAlgorithm: .sha256, symmetricBits: 128)
        let name: [UInt8] = [0, 0x0B] + [UInt8](repeating: 7, count: 32)
        let seed = [UInt8](repeating: 3, count: 32)
        let blob = try wrap.seal([0, 3, 1, 2, 3], name: name, seed: seed)
        #expect(try wrap.open(blob, name: name, seed: seed) == [0, 3, 1, 2, 3])
        #expect(throws: CryptographyError.integrity) { try wrap.open(blob, name: name + [0], seed: seed) }
        #expect(throws: CryptographyError.integrity) { try wrap.open(blob, name: name, seed: seed + [1]) }
        for i in blob.indices {
            var altered = blob
            altered[i] ^= 1
            #expect(throws: CryptographyError.integrity) { try wrap.open(altered, name: name, seed: seed) }
            #expect(throws: CryptographyError.integrity) {
                try wrap.open([UInt8](blob[..<i]), name: name, seed: seed)
            }
        }
    }

    @Test func `a credential's secret is no longer than a digest`() throws {
        let key = rsa(try genuineModulus())
        #expect(throws: CryptographyError.tooLong) {
            try Credential(
                secret: [UInt8](repeating: 0, count: 33),
                name: [0, 0x0B],
                key: key,
                symmetricBits: 128
            )
        }
        #expect(throws: CryptographyError.unsupportedKeySize(64)) {
            try Credential(secret: [1], name: [0, 0x0B], key: key, symmetricBits: 64)
        }
        let credential = try Credential(secret: [1], name: [0, 0x0B], key: key, symmetricBits: 128)
        #expect(credential.credentialBlob.count == 2 + 32 + 2 + 1)
    }
}
