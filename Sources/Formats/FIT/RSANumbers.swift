/// A modulus with what a boot loader precomputes for it, and its public operation. Public numbers only: time is not
/// constant.
///
/// R is 2 to the modulus' size in bits; the boot loader multiplies by Montgomery's method — Koç, Acar, Kaliski 1996 (CIOS).
public struct RSANumbers: Sendable {
    /// Least significant first.
    private let modulus: [UInt32]
    /// −1 ÷ modulus, modulo 2³²: `rsa,n0-inverse`.
    public let inverse: UInt32
    /// R² modulo the modulus: `rsa,r-squared`.
    private let square: [UInt32]

    /// Nil unless the modulus is odd, of 2048, 3072 or 4096 bits exactly.
    public init?(modulus octets: [UInt8]) {
        guard [256, 384, 512].contains(octets.count), let first = octets.first, let last = octets.last,
            first & 0x80 != 0, last & 1 == 1
        else { return nil }
        let modulus = Self.limbs(octets)
        // Newton's iteration doubles the bits that are right: 3, 6, 12, 24, 48.
        var inverse = modulus[0]
        for _ in 0..<4 { inverse = inverse &* (2 &- modulus[0] &* inverse) }
        self.inverse = 0 &- inverse
        // R − modulus is R modulo the modulus, whose highest bit is set; doubled as often as it has bits, it is R².
        var square = Self.subtract([UInt32](repeating: 0, count: modulus.count), modulus)
        for _ in 0..<octets.count * 8 { square = Self.double(square, modulus) }
        self.square = square
        self.modulus = modulus
    }

    /// `rsa,r-squared`, as long as the modulus.
    public var squareOctets: [UInt8] { Self.octets(square) }

    /// The signature to the power of the exponent; nil for a signature of another length or not below the modulus.
    public func opened(_ signature: [UInt8], exponent: UInt32) -> [UInt8]? {
        guard signature.count == modulus.count * 4 else { return nil }
        let base = Self.limbs(signature)
        guard Self.isLess(base, modulus) else { return nil }
        let factor = product(base, square)
        var result = factor
        // The highest bit is the factor itself.
        for bit in stride(from: 31 - exponent.leadingZeroBitCount - 1, through: 0, by: -1) {
            result = product(result, result)
            if exponent >> UInt32(bit) & 1 == 1 { result = product(result, factor) }
        }
        var one = [UInt32](repeating: 0, count: modulus.count)
        one[0] = 1
        return Self.octets(product(result, one))
    }

    /// a × b ÷ R modulo the modulus.
    private func product(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        let count = modulus.count
        var sum = [UInt32](repeating: 0, count: count + 2)
        for i in 0..<count {
            var carry: UInt64 = 0
            for j in 0..<count {
                let value = UInt64(sum[j]) + UInt64(a[j]) * UInt64(b[i]) + carry
                sum[j] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            var value = UInt64(sum[count]) + carry
            sum[count] = UInt32(truncatingIfNeeded: value)
            sum[count + 1] = UInt32(truncatingIfNeeded: value >> 32)
            let factor = UInt64(sum[0] &* inverse)
            carry = (UInt64(sum[0]) + factor * UInt64(modulus[0])) >> 32
            for j in 1..<count {
                let value = UInt64(sum[j]) + factor * UInt64(modulus[j]) + carry
                sum[j - 1] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            value = UInt64(sum[count]) + carry
            sum[count - 1] = UInt32(truncatingIfNeeded: value)
            sum[count] = sum[count + 1] &+ UInt32(truncatingIfNeeded: value >> 32)
        }
        let result = Array(sum[..<count])
        return sum[count] != 0 || !Self.isLess(result, modulus) ? Self.subtract(result, modulus) : result
    }

    private static func double(_ value: [UInt32], _ modulus: [UInt32]) -> [UInt32] {
        var result = value
        var carry: UInt32 = 0
        for i in result.indices {
            let high = result[i] >> 31
            result[i] = result[i] << 1 | carry
            carry = high
        }
        return carry == 1 || !isLess(result, modulus) ? subtract(result, modulus) : result
    }

    /// a − b, modulo R.
    private static func subtract(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result = a
        var borrow: Int64 = 0
        for i in a.indices {
            let value = Int64(a[i]) - Int64(b[i]) + borrow
            result[i] = UInt32(truncatingIfNeeded: value)
            borrow = value >> 32
        }
        return result
    }

    private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
        for i in a.indices.reversed() where a[i] != b[i] { return a[i] < b[i] }
        return false
    }

    private static func limbs(_ octets: [UInt8]) -> [UInt32] {
        stride(from: octets.count - 4, through: 0, by: -4).map { start in
            octets[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private static func octets(_ limbs: [UInt32]) -> [UInt8] {
        limbs.reversed().flatMap { limb in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: limb >> UInt32($0)) }
        }
    }
}
