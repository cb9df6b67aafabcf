internal import PKIX

/// A public key's algorithm and size, as far as its strength depends on it.
public enum KeyAlgorithm: Hashable, Sendable {
    /// Bits of the modulus.
    case rsa(Int)
    /// The curve's name, and the security strength in bits; nil for a curve that NIST never approved.
    case ellipticCurve(String, strength: Int?)
    case edwards(String, strength: Int)
    case mlDSA(String)
    /// The signature algorithm of FIPS 186-4 over a field.
    case dsa
    /// An identifier that is not known here.
    case unknown(String)

    init(_ info: PublicKeyInfo) {
        self =
            switch info {
            case .rsa(let modulus, _): .rsa(modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0))
            case .ellipticCurve(let curve, _, _):
                // SP 800-57 Part 1 Rev. 5, table 2: half of the field's size; 521 counts as 256.
                .ellipticCurve(info.description, strength: min(256, curve.fieldSize * 4))
            case .ed25519: .edwards("Ed25519", strength: 128)
            case .mlDSA65: .mlDSA("ML-DSA-65")
            case .mlDSA87: .mlDSA("ML-DSA-87")
            case .other(let identifier): Self.others[identifier.description] ?? .unknown(identifier.description)
            }
    }

    /// What `PKIX` has no name for: curves by their own identifiers, since it is them that it then names.
    private static let others: [String: KeyAlgorithm] = [
        "1.2.840.10040.4.1": .dsa,
        "1.2.840.10045.3.1.1": .ellipticCurve("P-192", strength: 96),
        "1.3.132.0.33": .ellipticCurve("P-224", strength: 112),
        "1.3.132.0.10": .ellipticCurve("secp256k1", strength: nil),
        "1.3.36.3.3.2.8.1.1.7": .ellipticCurve("brainpoolP256r1", strength: nil),
        "1.3.36.3.3.2.8.1.1.11": .ellipticCurve("brainpoolP384r1", strength: nil),
        "1.3.36.3.3.2.8.1.1.13": .ellipticCurve("brainpoolP512r1", strength: nil),
        "1.3.101.113": .edwards("Ed448", strength: 224),
        "2.16.840.1.101.3.4.3.17": .mlDSA("ML-DSA-44"),
    ]
}

extension KeyAlgorithm: CustomStringConvertible {
    public var description: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .ellipticCurve(let name, _), .edwards(let name, _), .mlDSA(let name): name
        case .dsa: "DSA"
        case .unknown(let identifier): "algorithm \(identifier)"
        }
    }
}
