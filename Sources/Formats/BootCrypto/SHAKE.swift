/// SHAKE128 and SHAKE256 — FIPS 202, 6.2: octets go in, then any number comes out. No heap; 208 octets of state.
struct SHAKE: Sendable {
    private var lanes = InlineArray<25, UInt64>(repeating: 0)
    /// Octets of a block.
    private let rate: Int
    /// The next octet of the block, when octets go in as when they come out.
    private var place = 0

    /// SHAKE128
    static var shake128: SHAKE { SHAKE(rate: 168) }
    /// SHAKE256
    static var shake256: SHAKE { SHAKE(rate: 136) }

    private init(rate: Int) { self.rate = rate }

    mutating func absorb(_ octet: UInt8) {
        mix(octet)
        place &+= 1
        if place == rate {
            permute()
            place = 0
        }
    }

    mutating func absorb(_ octets: Span<UInt8>) {
        for index in octets.indices { absorb(octets[index]) }
    }

    /// Ends what goes in; called once.
    mutating func finish() {
        mix(0x1F)
        place = rate &- 1
        mix(0x80)
        place = rate
    }

    /// The next octet that comes out.
    mutating func squeeze() -> UInt8 {
        if place == rate {
            permute()
            place = 0
        }
        let octet = UInt8(truncatingIfNeeded: lanes[place >> 3] &>> UInt64(8 &* (place & 7)))
        place &+= 1
        return octet
    }

    private mutating func mix(_ octet: UInt8) { lanes[place >> 3] ^= UInt64(octet) &<< UInt64(8 &* (place & 7)) }

    /// KECCAK-p[1600, 24] — FIPS 202, 3.3.
    @inline(never)
    private mutating func permute() {
        for round in 0..<24 {
            var parity = InlineArray<5, UInt64>(repeating: 0)
            for x in 0..<5 { parity[x] = lanes[x] ^ lanes[x &+ 5] ^ lanes[x &+ 10] ^ lanes[x &+ 15] ^ lanes[x &+ 20] }
            for x in 0..<5 {
                let mixed = parity[x == 0 ? 4 : x &- 1] ^ parity[x == 4 ? 0 : x &+ 1].rotated(63)
                for y in 0..<5 { lanes[x &+ 5 &* y] ^= mixed }
            }
            var moved = lanes[1]
            for step in 0..<24 {
                let target = Int(Self.path[step])
                let held = lanes[target]
                lanes[target] = moved.rotated(UInt64(64 &- Self.offsets[step]))
                moved = held
            }
            for y in 0..<5 {
                let row = 5 &* y
                let (first, second) = (lanes[row], lanes[row &+ 1])
                for x in 0..<3 { lanes[row &+ x] ^= ~lanes[row &+ x &+ 1] & lanes[row &+ x &+ 2] }
                lanes[row &+ 3] ^= ~lanes[row &+ 4] & first
                lanes[row &+ 4] ^= ~first & second
            }
            lanes[0] ^= Self.constants[round]
        }
    }

    /// Where π sends the lane that it took before, from lane 1 on.
    private static let path: InlineArray<24, UInt8> = [
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
    ]
    /// By how much ρ rotates it.
    private static let offsets: InlineArray<24, UInt8> = [
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
    ]
    private static let constants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
