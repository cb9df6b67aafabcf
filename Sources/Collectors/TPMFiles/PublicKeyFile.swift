internal import Crypto
internal import CryptoExtras
internal import Digests
internal import Foundation
internal import Model
public import TPM2
internal import Wire

/// A public key as tpm2-tools write it: TPM2B_PUBLIC (`-f tss`), TPMT_PUBLIC (`-f tpmt`) or PEM.
public struct PublicKeyFile: Hashable, Sendable {
    public var publicArea: Public
    /// Whether the file said nothing about the key's attributes, and the caller asked that they be assumed.
    public var attributesAreAssumed: Bool

    /// - Parameter assumesRestricted: takes a PEM key for a restricted signing key of a TPM, which the file cannot show:
    ///   anyone who holds an unrestricted key can sign a made-up quote with it.
    /// - Throws: ``BedplateError`` with code `malformed`; for a PEM key without `assumesRestricted`, `forbidden`.
    public init(_ bytes: [UInt8], assumesRestricted: Bool = false) throws {
        guard bytes.count <= 16_384 else { throw Self.malformed("\(bytes.count) octets") }
        if let sized = try? Sized<Public>(bytes) {
            publicArea = sized.body
            attributesAreAssumed = false
        } else if let area = try? Public(bytes), Self.isKnown(area) {
            publicArea = area
            attributesAreAssumed = false
        } else if bytes.starts(with: Array("-----BEGIN ".utf8)) {
            guard assumesRestricted else {
                throw BedplateError(
                    .forbidden,
                    "a PEM key does not say whether it is restricted to what its TPM states",
                    hint: "give the key as tpm2_readpublic -f tss writes it, or --assume-restricted if you know it"
                )
            }
            publicArea = try Self.area(pem: String(decoding: bytes, as: UTF8.self))
            attributesAreAssumed = true
        } else {
            throw Self.malformed("neither TPM2B_PUBLIC, TPMT_PUBLIC nor PEM")
        }
    }

    /// ``PublicKey/other(_:_:)`` swallows anything: not for a guess about a file's form.
    private static func isKnown(_ area: Public) -> Bool {
        if case .other = area.key { false } else { true }
    }

    private static func area(pem: String) throws -> Public {
        let key: PublicKey
        if let p256 = try? P256.Signing.PublicKey(pemRepresentation: pem) {
            key = point(.nistP256, p256.rawRepresentation)
        } else if let p384 = try? P384.Signing.PublicKey(pemRepresentation: pem) {
            key = point(.nistP384, p384.rawRepresentation)
        } else if let rsa = try? _RSA.Signing.PublicKey(pemRepresentation: pem),
            let primitives = try? rsa.getKeyPrimitives(), primitives.publicExponent.count <= 4
        {
            let exponent = primitives.publicExponent.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let parameters = RSAParameters(
                symmetric: .null,
                scheme: .null,
                keyBits: UInt16(clamping: rsa.keySizeInBits),
                exponent: exponent == 65_537 ? 0 : exponent
            )
            key = .rsa(parameters, modulus: Buffer([UInt8](primitives.modulus)))
        } else {
            throw malformed("the PEM holds no RSA, P-256 or P-384 public key")
        }
        return Public(
            nameAlg: .sha256,
            objectAttributes: [.restricted, .signEncrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin],
            authPolicy: [],
            key: key
        )
    }

    private static func point(_ curve: ECCCurve, _ raw: Data) -> PublicKey {
        let half = raw.count / 2
        let point = ECCPoint(x: Buffer([UInt8](raw.prefix(half))), y: Buffer([UInt8](raw.suffix(half))))
        return .ecc(ECCParameters(symmetric: .null, scheme: .null, curveID: curve, kdf: .null), point: point)
    }

    private static func malformed(_ what: String) -> BedplateError {
        BedplateError(.malformed, "the public key is not understood: \(what)", location: "public key")
    }
}
