/// What the RSA peripheral wants beside a modulus: R² mod n with R = 2^3072, and M' = −n⁻¹ mod 2^32.
struct MontgomeryConstants {
    /// 384 octets, big-endian.
    let squaredRadix: [UInt8]
    let inverse: UInt32

    /// - Parameter modulus: 384 octets, big-endian, odd, the highest bit set; otherwise the constants mean nothing.
    init(_ modulus: [UInt8]) {
        // Limbs from the lowest.
        var limbs: [UInt64] = []
        var end = modulus.count
        while end >= 8 {
            limbs.append(modulus[(end - 8)..<end].reduce(0) { $0 << 8 | UInt64($1) })
            end -= 8
        }
        // R mod n is R − n, since n has R's length: the two's complement. R² is that, doubled 3072 times.
        var power = limbs.map { ~$0 }
        if !power.isEmpty { power[0] &+= 1 }
        for _ in 0..<(64 * limbs.count) { Self.double(&power, modulo: limbs) }
        squaredRadix = power.reversed().flatMap { limb in
            (0..<8).reversed().map { UInt8(truncatingIfNeeded: limb >> (8 * $0)) }
        }
        // Newton's iteration doubles the number of right bits; an odd number is its own inverse modulo 8.
        let lowest = UInt32(truncatingIfNeeded: limbs.first ?? 1)
        var reciprocal = lowest
        for _ in 0..<4 { reciprocal = reciprocal &* (2 &- lowest &* reciprocal) }
        inverse = 0 &- reciprocal
    }

    private static func double(_ value: inout [UInt64], modulo modulus: [UInt64]) {
        var carry: UInt64 = 0
        for place in value.indices {
            let limb = value[place]
            value[place] = limb << 1 | carry
            carry = limb >> 63
        }
        guard carry == 1 || !value.reversed().lexicographicallyPrecedes(modulus.reversed()) else { return }
        var borrow: UInt64 = 0
        for place in value.indices {
            let (first, below) = value[place].subtractingReportingOverflow(modulus[place])
            let (second, again) = first.subtractingReportingOverflow(borrow)
            value[place] = second
            borrow = below || again ? 1 : 0
        }
    }
}
