internal import Crypto
internal import CryptoExtras
public import Digests

/// A public key made ready once: parsing costs more than a verification, so a hot path keeps this.
public struct VerificationKey: Sendable {
    /// The key as numbers.
    public let info: PublicKeyInfo
    private let key: Key

    private enum Key: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case mlDSA65(MLDSA65.PublicKey)
        case mlDSA87(MLDSA87.PublicKey)
    }

    /// The smallest RSA modulus that is accepted, in bits.
    public static let smallestModulus = 2048

    /// Refuses a key whose algorithm is not known here, a point that is not on its curve, and RSA below 2048 bits.
    public init(_ info: PublicKeyInfo) throws(X509Error) {
        self.info = info
        do {
            switch info {
            case .rsa(let modulus, let exponent):
                let octets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: exponent >> ($0 * 8)) }.drop { $0 == 0 }
                let rsa = try _RSA.Signing.PublicKey(n: modulus, e: Array(octets))
                guard rsa.keySizeInBits >= Self.smallestModulus else { throw X509Error(.badValue, "modulus", at: 0) }
                key = .rsa(rsa)
            case .ellipticCurve(.p256, let x, let y): key = .p256(try .init(rawRepresentation: x + y))
            case .ellipticCurve(.p384, let x, let y): key = .p384(try .init(rawRepresentation: x + y))
            case .ellipticCurve(.p521, let x, let y): key = .p521(try .init(rawRepresentation: x + y))
            case .ed25519(let octets): key = .ed25519(try .init(rawRepresentation: octets))
            case .mlDSA65(let octets): key = .mlDSA65(try .init(rawRepresentation: octets))
            case .mlDSA87(let octets): key = .mlDSA87(try .init(rawRepresentation: octets))
            case .other: throw X509Error(.badValue, "algorithm", at: 0)
            }
        } catch let error as X509Error {
            throw error
        } catch {
            throw X509Error(.badValue, "subjectPublicKey", at: 0)
        }
    }

    /// Whether `signature` is this key's over `message` (not over its digest) by exactly this scheme.
    ///
    /// False as well for a scheme that does not fit the key and for a hash that cannot be computed. SHA-1 is computed if
    /// the scheme names it: whether that is acceptable is the caller's decision.
    public func isValid(_ signature: [UInt8], for message: [UInt8], _ scheme: SignatureScheme) -> Bool {
        switch scheme.hash {
        case .sha1: isValid(signature, over: Insecure.SHA1.hash(data: message), scheme)
        case .sha256: isValid(signature, over: SHA256.hash(data: message), scheme)
        case .sha384: isValid(signature, over: SHA384.hash(data: message), scheme)
        case .sha512: isValid(signature, over: SHA512.hash(data: message), scheme)
        case nil: isValidUnhashed(signature, message, scheme)
        default: false
        }
    }

    /// Whether `signature` is this key's over the message of this digest by exactly this scheme.
    ///
    /// False as well for a scheme of another hash, and for one that has its own (Ed25519, ML-DSA).
    public func isValid(_ signature: [UInt8], for digest: MessageDigest, _ scheme: SignatureScheme) -> Bool {
        guard scheme.hash == digest.algorithm else { return false }
        return switch digest.value {
        case .sha256(let value): isValid(signature, over: value, scheme)
        case .sha384(let value): isValid(signature, over: value, scheme)
        case .sha512(let value): isValid(signature, over: value, scheme)
        }
    }

    private func isValid(_ signature: [UInt8], over digest: some Digest, _ scheme: SignatureScheme) -> Bool {
        switch (key, scheme) {
        case (.rsa(let rsa), .rsaPKCS1):
            rsa.isValidSignature(.init(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
        case (.rsa(let rsa), .rsaPSS):
            rsa.isValidSignature(.init(rawRepresentation: signature), for: digest, padding: .PSS)
        case (.p256(let p256), .ecdsa):
            (try? P256.Signing.ECDSASignature(derRepresentation: signature)).map {
                p256.isValidSignature($0, for: digest)
            } ?? false
        case (.p256(let p256), .ecdsaRaw):
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                p256.isValidSignature($0, for: digest)
            } ?? false
        case (.p384(let p384), .ecdsa):
            (try? P384.Signing.ECDSASignature(derRepresentation: signature)).map {
                p384.isValidSignature($0, for: digest)
            } ?? false
        case (.p384(let p384), .ecdsaRaw):
            (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map {
                p384.isValidSignature($0, for: digest)
            } ?? false
        case (.p521(let p521), .ecdsa):
            (try? P521.Signing.ECDSASignature(derRepresentation: signature)).map {
                p521.isValidSignature($0, for: digest)
            } ?? false
        case (.p521(let p521), .ecdsaRaw):
            (try? P521.Signing.ECDSASignature(rawRepresentation: signature)).map {
                p521.isValidSignature($0, for: digest)
            } ?? false
        default: false
        }
    }

    /// The schemes that hash for themselves.
    private func isValidUnhashed(_ signature: [UInt8], _ message: [UInt8], _ scheme: SignatureScheme) -> Bool {
        switch (key, scheme) {
        case (.ed25519(let ed25519), .ed25519): ed25519.isValidSignature(signature, for: message)
        case (.mlDSA65(let mlDSA), .mlDSA65): mlDSA.isValidSignature(signature, for: message)
        case (.mlDSA87(let mlDSA), .mlDSA87): mlDSA.isValidSignature(signature, for: message)
        default: false
        }
    }
}
