/// A public key as a signature block carries it.
public enum ESPPublicKey: Hashable, Sendable {
    /// 384 octets, big-endian, the highest bit set; an odd exponent of at least three.
    case rsa3072(modulus: [UInt8], exponent: UInt32)
    /// Coordinates of 32 octets, big-endian.
    case ecdsaP256(x: [UInt8], y: [UInt8])
    /// Coordinates of 48 octets, big-endian.
    case ecdsaP384(x: [UInt8], y: [UInt8])

    public var scheme: ESPScheme {
        switch self {
        case .rsa3072: .rsa3072
        case .ecdsaP256: .ecdsaP256
        case .ecdsaP384: .ecdsaP384
        }
    }

    /// The key's part of a block, numbers little-endian: what the SHA-256 in the eFuses is over.
    ///
    /// RSA: modulus, exponent, 2^6144 mod n, −n⁻¹ mod 2^32. ECDSA: the curve's number, x, y. Computing the RSA constants
    /// costs 3072 doublings of a 3072-bit number.
    public var octets: [UInt8] {
        switch self {
        case .rsa3072(let modulus, let exponent):
            let constants = MontgomeryConstants(modulus)
            return modulus.reversed() + Self.octets(exponent) + constants.squaredRadix.reversed()
                + Self.octets(constants.inverse)
        case .ecdsaP256(let x, let y), .ecdsaP384(let x, let y):
            return (scheme.curve.map { [$0] } ?? []) + x.reversed() + y.reversed()
        }
    }

    private static func octets(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
