internal import Crypto
internal import CryptoExtras
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import SwiftASN1

/// A private key in this process's memory.
enum SoftwareKey: Sendable {
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)
    case mlDSA65(MLDSA65.PrivateKey)
    case mlDSA87(MLDSA87.PrivateKey)

    /// - Throws: ``BedplateError`` with code `unsupported-scheme` for an algorithm that no software key has here.
    init(_ algorithm: SigningPublicKey.Algorithm) throws(BedplateError) {
        switch algorithm {
        case .ecdsaP256: self = .p256(.init())
        case .ecdsaP384: self = .p384(.init())
        case .ed25519: self = .ed25519(.init())
        case .rsa2048: self = .rsa(try Self.rsa(.bits2048))
        case .rsa3072: self = .rsa(try Self.rsa(.bits3072))
        case .rsa4096: self = .rsa(try Self.rsa(.bits4096))
        case .mlDSA65, .mlDSA87:
            // The seed is the key — FIPS 204, 5.1.
            guard let key = Self(mlDSASeed: randomOctets(32), algorithm) else {
                throw BedplateError(.environment, "no ML-DSA key could be made")
            }
            self = key
        }
    }

    private init?(mlDSASeed seed: [UInt8], _ algorithm: SigningPublicKey.Algorithm) {
        if algorithm == .mlDSA65, let key = try? MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil) {
            self = .mlDSA65(key)
        } else if algorithm == .mlDSA87, let key = try? MLDSA87.PrivateKey(seedRepresentation: seed, publicKey: nil) {
            self = .mlDSA87(key)
        } else {
            return nil
        }
    }

    private static func rsa(_ size: _RSA.Signing.KeySize) throws(BedplateError) -> _RSA.Signing.PrivateKey {
        do { return try .init(keySize: size) } catch {
            throw BedplateError(.environment, "no RSA key could be made", cause: error)
        }
    }

    /// Reads a DER PrivateKeyInfo (RFC 5208, 5); nil unless it is a key of one of these algorithms.
    init?(privateKeyInfo der: [UInt8]) {
        if let key = try? P256.Signing.PrivateKey(derRepresentation: der) {
            self = .p256(key)
        } else if let key = try? P384.Signing.PrivateKey(derRepresentation: der) {
            self = .p384(key)
        } else if der.count == Self.ed25519Prefix.count + 32, der.starts(with: Self.ed25519Prefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
        {
            self = .ed25519(key)
        } else if der.count == Self.mlDSAPrefix(.mlDSA65).count + 32, der.starts(with: Self.mlDSAPrefix(.mlDSA65)),
            let key = Self(mlDSASeed: der.suffix(32), .mlDSA65)
        {
            self = key
        } else if der.count == Self.mlDSAPrefix(.mlDSA87).count + 32, der.starts(with: Self.mlDSAPrefix(.mlDSA87)),
            let key = Self(mlDSASeed: der.suffix(32), .mlDSA87)
        {
            self = key
        } else if let key = try? _RSA.Signing.PrivateKey(derRepresentation: der),
            Self.algorithm(bits: key.keySizeInBits) != nil
        {
            self = .rsa(key)
        } else {
            return nil
        }
    }

    var privateKeyInfo: [UInt8] {
        switch self {
        case .p256(let key): [UInt8](key.derRepresentation)
        case .p384(let key): [UInt8](key.derRepresentation)
        case .ed25519(let key): Self.ed25519Prefix + [UInt8](key.rawRepresentation)
        case .rsa(let key): [UInt8](key.pkcs8DERRepresentation)
        case .mlDSA65(let key): Self.mlDSAPrefix(.mlDSA65) + [UInt8](key.seedRepresentation)
        case .mlDSA87(let key): Self.mlDSAPrefix(.mlDSA87) + [UInt8](key.seedRepresentation)
        }
    }

    var publicKey: SigningPublicKey {
        switch self {
        case .p256(let key):
            SigningPublicKey(algorithm: .ecdsaP256, subjectPublicKeyInfo: [UInt8](key.publicKey.derRepresentation))
        case .p384(let key):
            SigningPublicKey(algorithm: .ecdsaP384, subjectPublicKeyInfo: [UInt8](key.publicKey.derRepresentation))
        case .ed25519(let key):
            SigningPublicKey(
                algorithm: .ed25519,
                subjectPublicKeyInfo: PublicKeyInfo.ed25519([UInt8](key.publicKey.rawRepresentation))
                    .subjectPublicKeyInfo ?? []
            )
        case .rsa(let key):
            SigningPublicKey(
                // Keys of other sizes are neither made nor read.
                algorithm: Self.algorithm(bits: key.keySizeInBits) ?? .rsa2048,
                subjectPublicKeyInfo: [UInt8](key.publicKey.derRepresentation)
            )
        case .mlDSA65(let key):
            Self.publicKey(.mlDSA65, .mlDSA65([UInt8](key.publicKey.rawRepresentation)))
        case .mlDSA87(let key):
            Self.publicKey(.mlDSA87, .mlDSA87([UInt8](key.publicKey.rawRepresentation)))
        }
    }

    private static func publicKey(_ algorithm: SigningPublicKey.Algorithm, _ info: PublicKeyInfo) -> SigningPublicKey {
        SigningPublicKey(algorithm: algorithm, subjectPublicKeyInfo: info.subjectPublicKeyInfo ?? [])
    }

    func sign(_ input: SigningInput, _ scheme: SignatureScheme) throws -> [UInt8] {
        switch input {
        case .message(let message):
            switch (self, scheme) {
            case (.ed25519(let key), .ed25519): return [UInt8](try key.signature(for: message))
            case (.mlDSA65(let key), .mlDSA65): return [UInt8](try key.signature(for: message))
            case (.mlDSA87(let key), .mlDSA87): return [UInt8](try key.signature(for: message))
            default: break
            }
            guard let hash = scheme.hash, var hasher = try? MessageHasher(hash) else { throw unsupported(scheme) }
            hasher.update(message)
            return try sign(hasher.finalize(), scheme)
        case .digest(let digest):
            guard scheme.hash == digest.algorithm else { throw unsupported(scheme) }
            return try sign(digest, scheme)
        }
    }

    private func sign(_ digest: MessageDigest, _ scheme: SignatureScheme) throws -> [UInt8] {
        switch digest.value {
        case .sha256(let value): try sign(value, scheme)
        case .sha384(let value): try sign(value, scheme)
        case .sha512(let value): try sign(value, scheme)
        }
    }

    private func sign(_ digest: some Digest, _ scheme: SignatureScheme) throws -> [UInt8] {
        switch (self, scheme) {
        case (.p256(let key), .ecdsa): [UInt8](try key.signature(for: digest).derRepresentation)
        case (.p256(let key), .ecdsaRaw): [UInt8](try key.signature(for: digest).rawRepresentation)
        case (.p384(let key), .ecdsa): [UInt8](try key.signature(for: digest).derRepresentation)
        case (.p384(let key), .ecdsaRaw): [UInt8](try key.signature(for: digest).rawRepresentation)
        case (.rsa(let key), .rsaPKCS1):
            [UInt8](try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        case (.rsa(let key), .rsaPSS): [UInt8](try key.signature(for: digest, padding: .PSS).rawRepresentation)
        default: throw unsupported(scheme)
        }
    }

    private func unsupported(_ scheme: SignatureScheme) -> BedplateError {
        BedplateError(
            .unsupportedScheme,
            "a key of the kind \(publicKey.algorithm.rawValue) does not sign as \(scheme)"
        )
    }

    private static func algorithm(bits: Int) -> SigningPublicKey.Algorithm? {
        switch bits {
        case 2048: .rsa2048
        case 3072: .rsa3072
        case 4096: .rsa4096
        default: nil
        }
    }

    /// Everything of an Ed25519 PrivateKeyInfo but its 32 octets (RFC 8410, 7).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// Everything of an ML-DSA PrivateKeyInfo in the seed form but its 32 octets (RFC 9881, 6).
    private static func mlDSAPrefix(_ algorithm: SigningPublicKey.Algorithm) -> [UInt8] {
        let last: UInt8 = algorithm == .mlDSA65 ? 0x12 : 0x13
        return [0x30, 0x34, 0x02, 0x01, 0x00, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03]
            + [last, 0x04, 0x22, 0x80, 0x20]
    }
}
