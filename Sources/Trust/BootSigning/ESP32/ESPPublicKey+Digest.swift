internal import Digests
public import ESP32
public import Model
public import PKIX

extension ESPPublicKey {
    /// Reads a DER SubjectPublicKeyInfo.
    ///
    /// - Throws: ``BedplateError/Code/unsupportedScheme`` unless it is RSA-3072, P-256 or P-384.
    public init(subjectPublicKeyInfo: [UInt8]) throws(BedplateError) {
        let info: PublicKeyInfo
        do { info = try PublicKeyInfo(der: subjectPublicKeyInfo) } catch {
            throw BedplateError(.malformed, "the public key cannot be read", cause: error)
        }
        switch info {
        case .rsa(let modulus, let exponent) where modulus.count == 384 && modulus.first.map { $0 >= 0x80 } == true:
            self = .rsa3072(modulus: modulus, exponent: exponent)
        case .ellipticCurve(.p256, let x, let y): self = .ecdsaP256(x: x, y: y)
        case .ellipticCurve(.p384, let x, let y): self = .ecdsaP384(x: x, y: y)
        default:
            throw BedplateError(
                .unsupportedScheme,
                "Secure Boot v2 has no signatures by \(info) keys",
                hint: "RSA 3072, P-256 or P-384, as the chip supports"
            )
        }
    }

    /// What is burnt into an eFuse key block (purpose `SECURE_BOOT_DIGEST0` to `2`): SHA-256 of the key's part of a
    /// signature block, in every scheme. 32 octets.
    public var fuseDigest: [UInt8] {
        get throws(BedplateError) {
            do { return try HashAlgorithm.sha256.digest(octets) } catch {
                throw BedplateError(.environment, "SHA-256 cannot be computed", cause: error)
            }
        }
    }

    /// The key as numbers, for verification.
    public var info: PublicKeyInfo {
        switch self {
        case .rsa3072(let modulus, let exponent): .rsa(modulus: modulus, exponent: exponent)
        case .ecdsaP256(let x, let y): .ellipticCurve(.p256, x: x, y: y)
        case .ecdsaP384(let x, let y): .ellipticCurve(.p384, x: x, y: y)
        }
    }
}

extension ESPScheme {
    var signatureScheme: SignatureScheme { self == .rsa3072 ? .rsaPSS(hash) : .ecdsaRaw(hash) }
}
