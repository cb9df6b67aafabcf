/// A number below 2²⁵⁶: eight limbs, the least significant first. Everything here is public, so nothing is constant-time.
struct UInt256: Sendable {
    var limbs: InlineArray<8, UInt32>

    static var zero: UInt256 { UInt256(limbs: InlineArray(repeating: 0)) }

    init(limbs: InlineArray<8, UInt32>) { self.limbs = limbs }

    /// 32 octets from `offset` on, the most significant first; the caller has checked that they are there.
    @inline(never)
    init(_ octets: Span<UInt8>, at offset: Int) {
        limbs = InlineArray(repeating: 0)
        for place in 0..<32 {
            let limb = 7 &- place >> 2
            limbs[limb] = limbs[limb] << 8 | UInt32(octets[offset &+ place])
        }
    }

    /// As 32 octets, the most significant first.
    @inline(never)
    func write(to octets: inout InlineArray<32, UInt8>) {
        for place in 0..<32 {
            let shift = UInt32(truncatingIfNeeded: 24 &- 8 &* (place & 3))
            octets[place] = UInt8(truncatingIfNeeded: limbs[7 &- place >> 2] >> shift)
        }
    }

    /// All bits of all limbs, folded by OR: zero for zero alone.
    var folded: UInt32 {
        let limbs = limbs.span
        var bits: UInt32 = 0
        var place = 0
        while place < 8 {
            bits |= limbs[place]
            place &+= 1
        }
        // A loop that ended early saw too little.
        return bits | UInt32(truncatingIfNeeded: place ^ 8)
    }

    var isZero: Bool { folded == 0 }

    /// The bits in which two numbers differ, folded by OR.
    @inline(never)
    func difference(_ other: UInt256) -> UInt32 {
        let (left, right) = (limbs.span, other.limbs.span)
        var bits: UInt32 = 0
        var place = 0
        while place < 8 {
            bits |= left[place] ^ right[place]
            place &+= 1
        }
        return bits | UInt32(truncatingIfNeeded: place ^ 8)
    }

    func bit(_ place: Int) -> UInt32 { limbs[place >> 5] &>> UInt32(truncatingIfNeeded: place & 31) & 1 }

    @inline(never)
    func isLess(than other: UInt256) -> Bool {
        let (left, right) = (limbs.span, other.limbs.span)
        var borrow: UInt64 = 0
        for place in 0..<8 { borrow = (UInt64(left[place]) &- UInt64(right[place]) &- borrow) >> 63 }
        return borrow != 0
    }

    /// The sum modulo 2²⁵⁶, and the bit that is carried out.
    @inline(never)
    mutating func add(_ other: UInt256) -> UInt32 {
        let other = other.limbs.span
        var carry: UInt64 = 0
        for place in 0..<8 {
            carry &+= UInt64(limbs[place]) &+ UInt64(other[place])
            limbs[place] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        return UInt32(truncatingIfNeeded: carry)
    }

    /// The difference modulo 2²⁵⁶, and the bit that is borrowed.
    @inline(never)
    mutating func subtract(_ other: UInt256) -> UInt32 {
        let other = other.limbs.span
        var borrow: UInt64 = 0
        for place in 0..<8 {
            let difference = UInt64(limbs[place]) &- UInt64(other[place]) &- borrow
            limbs[place] = UInt32(truncatingIfNeeded: difference)
            borrow = difference >> 63
        }
        return UInt32(truncatingIfNeeded: borrow)
    }
}
