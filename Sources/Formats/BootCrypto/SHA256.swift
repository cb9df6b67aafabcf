/// SHA-256 — FIPS 180-4, 6.2. No heap; 104 octets of state.
public struct SHA256: Sendable {
    private var state: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// The block that is being filled; the message schedule's last sixteen words while it is compressed.
    private var words = InlineArray<16, UInt32>(repeating: 0)
    /// Octets that were hashed.
    private var count: UInt64 = 0
    /// What was read, folded into a word: see ``trace(of:)``.
    public private(set) var trace: UInt32 = 0

    /// Octets of a digest.
    public static var size: Int { 32 }

    public init() {}

    public mutating func update(_ octets: Span<UInt8>) {
        var place = 0
        while place < octets.count {
            if count & 3 == 0, octets.count &- place >= 4 {
                let word = Self.word(octets, place)
                words[Int(truncatingIfNeeded: count >> 2) & 15] = word
                #if !UNHARDENED
                trace = Self.traced(trace, word)
                #endif
                place &+= 4
                count &+= 4
                if count & 63 == 0 { compress() }
            } else {
                append(octets[place])
                #if !UNHARDENED
                trace = Self.traced(trace, UInt32(octets[place]))
                #endif
                place &+= 1
            }
        }
    }

    /// The digest of everything. The hasher is used up.
    public mutating func finalize() -> InlineArray<32, UInt8> {
        let bits = count &* 8
        append(0x80)
        while count & 63 != 56 { append(0) }
        words[14] = UInt32(truncatingIfNeeded: bits >> 32)
        words[15] = UInt32(truncatingIfNeeded: bits)
        compress()
        var digest = InlineArray<32, UInt8>(repeating: 0)
        for place in 0..<32 {
            digest[place] = UInt8(truncatingIfNeeded: state[place >> 2] >> UInt32(24 &- 8 &* (place & 3)))
        }
        return digest
    }

    public static func digest(of octets: Span<UInt8>) -> InlineArray<32, UInt8> {
        var hasher = SHA256()
        hasher.update(octets)
        return hasher.finalize()
    }

    /// The ``trace`` that hashing these octets leaves, if every octet that is hashed is the one that lies there.
    ///
    /// One load that a fault leaves out makes the hash take what was in the register: the octet before, perhaps, and so what
    /// had been signed, while another octet is run. Whoever reads again and compares the traces sees it. This is no digest:
    /// it finds faults, not forgeries.
    @inline(never)
    public static func trace(of octets: Span<UInt8>) -> UInt32 {
        var trace: UInt32 = 0
        var place = 0
        while octets.count &- place >= 4 {
            trace = traced(trace, word(octets, place))
            place &+= 4
        }
        while place < octets.count {
            trace = traced(trace, UInt32(octets[place]))
            place &+= 1
        }
        return trace
    }

    @inline(__always)
    private static func traced(_ trace: UInt32, _ word: UInt32) -> UInt32 { (trace << 1 | trace >> 31) &+ word }

    /// Big-endian.
    @inline(__always)
    private static func word(_ octets: Span<UInt8>, _ place: Int) -> UInt32 {
        let high = UInt32(octets[place]) << 24 | UInt32(octets[place &+ 1]) << 16
        return high | UInt32(octets[place &+ 2]) << 8 | UInt32(octets[place &+ 3])
    }

    private mutating func append(_ octet: UInt8) {
        let place = Int(truncatingIfNeeded: count >> 2) & 15
        let shift = UInt32(24 &- 8 &* UInt32(truncatingIfNeeded: count & 3))
        words[place] = (count & 3 == 0 ? 0 : words[place]) | UInt32(octet) << shift
        count &+= 1
        if count & 63 == 0 { compress() }
    }

    @inline(never)
    private mutating func compress() {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        var round = 0
        while round < 64 {
            // Eight rounds at a time, in which the variables change their names rather than their places.
            if round >= 16 {
                for slot in 0..<8 { expand((round &+ slot) & 15) }
            }
            step(a, b, c, &d, e, f, g, &h, round)
            step(h, a, b, &c, d, e, f, &g, round &+ 1)
            step(g, h, a, &b, c, d, e, &f, round &+ 2)
            step(f, g, h, &a, b, c, d, &e, round &+ 3)
            step(e, f, g, &h, a, b, c, &d, round &+ 4)
            step(d, e, f, &g, h, a, b, &c, round &+ 5)
            step(c, d, e, &f, g, h, a, &b, round &+ 6)
            step(b, c, d, &e, f, g, h, &a, round &+ 7)
            round &+= 8
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
    }

    /// The message schedule's next word takes the place of the one sixteen before.
    @inline(__always)
    private mutating func expand(_ slot: Int) {
        let (early, late) = (words[(slot &+ 1) & 15], words[(slot &+ 14) & 15])
        let sigma0 = early.rotated(7) ^ early.rotated(18) ^ early >> 3
        let sigma1 = late.rotated(17) ^ late.rotated(19) ^ late >> 10
        words[slot & 15] = words[slot & 15] &+ sigma0 &+ words[(slot &+ 9) & 15] &+ sigma1
    }

    @inline(__always)
    private func step(
        _ a: UInt32,
        _ b: UInt32,
        _ c: UInt32,
        _ d: inout UInt32,
        _ e: UInt32,
        _ f: UInt32,
        _ g: UInt32,
        _ h: inout UInt32,
        _ round: Int
    ) {
        let mixed = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
        let first = h &+ mixed &+ (g ^ e & (f ^ g)) &+ Self.constants[round & 63] &+ words[round & 15]
        d = d &+ first
        h = first &+ (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ (a & b | c & (a | b))
    }

    private static let constants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}

extension FixedWidthInteger {
    /// ROTR
    @inline(__always)
    func rotated(_ places: Self) -> Self { self &>> places | self &<< (Self(Self.bitWidth) &- places) }
}
