/// An odd modulus, and arithmetic on numbers below it in Montgomery form: `a` stands for `a · 2²⁵⁶`.
///
/// P. L. Montgomery, Modular multiplication without trial division; interleaved operand scanning (CIOS).
struct Modulus: Sendable {
    let value: UInt256
    /// -value⁻¹ modulo 2³²
    let inverse: UInt32
    /// 2⁵¹² modulo the value: multiplying by it brings a number into Montgomery form.
    let square: UInt256

    @inline(never)
    func sum(_ left: UInt256, _ right: UInt256) -> UInt256 {
        var sum = left
        let carry = sum.add(right)
        if carry != 0 || !sum.isLess(than: value) { _ = sum.subtract(value) }
        return sum
    }

    @inline(never)
    func difference(_ left: UInt256, _ right: UInt256) -> UInt256 {
        var difference = left
        if difference.subtract(right) != 0 { _ = difference.add(value) }
        return difference
    }

    /// left · right · 2⁻²⁵⁶
    @inline(never)
    func product(_ left: UInt256, _ right: UInt256) -> UInt256 {
        let (left, right, modulus) = (left.limbs.span, right.limbs.span, value.limbs.span)
        var product = UInt256.zero
        var top: UInt32 = 0
        for row in 0..<8 {
            let factor = UInt64(right[row])
            var carry: UInt64 = 0
            for column in 0..<8 {
                carry = carry &+ UInt64(product.limbs[column]) &+ UInt64(left[column]) &* factor
                product.limbs[column] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            let high = carry &+ UInt64(top)
            let quotient = UInt64(product.limbs[0] &* inverse)
            carry = (UInt64(product.limbs[0]) &+ quotient &* UInt64(modulus[0])) >> 32
            for column in 1..<8 {
                carry = carry &+ UInt64(product.limbs[column]) &+ quotient &* UInt64(modulus[column])
                product.limbs[column &- 1] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            let last = carry &+ (high & 0xFFFF_FFFF)
            product.limbs[7] = UInt32(truncatingIfNeeded: last)
            top = UInt32(truncatingIfNeeded: last >> 32) &+ UInt32(truncatingIfNeeded: high >> 32)
        }
        if top != 0 || !product.isLess(than: value) { _ = product.subtract(value) }
        return product
    }

    func squared(_ number: UInt256) -> UInt256 { product(number, number) }

    /// A number below the modulus in Montgomery form.
    func form(_ number: UInt256) -> UInt256 { product(number, square) }

    /// The inverse of a number that is not zero, both in Montgomery form: the modulus is prime, so it is the power of
    /// value - 2.
    func inverted(_ number: UInt256) -> UInt256 {
        var exponent = value
        _ = exponent.subtract(UInt256(limbs: [2, 0, 0, 0, 0, 0, 0, 0]))
        var power = number
        // The exponent's highest bit is set.
        var place = 254
        while place >= 0 {
            power = squared(power)
            if exponent.bit(place) == 1 { power = product(power, number) }
            place &-= 1
        }
        return power
    }
}
