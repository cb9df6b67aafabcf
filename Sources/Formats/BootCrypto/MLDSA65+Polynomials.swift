extension MLDSA65 {
    /// The workspace as polynomials of 256 coefficients: z, then c, a sum, and a factor.
    struct Polynomials: ~Escapable, ~Copyable {
        private var coefficients: MutableSpan<Int32>

        static var challenge: Int { columns }
        private static var sum: Int { columns + 1 }
        private static var factor: Int { columns + 2 }

        /// q = 2²³ - 2¹³ + 1
        private static var modulus: Int32 { 8_380_417 }
        /// q⁻¹ modulo 2³²
        private static var inverse: Int32 { 58_728_449 }

        @_lifetime(copy workspace)
        init(workspace: consuming MutableSpan<Int32>) { coefficients = workspace }
    }
}

extension MLDSA65.Polynomials {
    private subscript(_ polynomial: Int, _ place: Int) -> Int32 {
        get { coefficients[polynomial &* 256 &+ place] }
        set { coefficients[polynomial &* 256 &+ place] = newValue }
    }

    /// A polynomial of z, 20 bits a coefficient; false when one is γ₁ - β or more — BitUnpack, Algorithm 19.
    @inline(never)
    mutating func readMask(_ signature: Span<UInt8>, _ column: Int) -> Bool {
        let start = MLDSA65.challengeSize &+ column &* 640
        let bound = MLDSA65.maskRange &- MLDSA65.slack
        var isSmall = true
        for place in 0..<256 {
            // Two coefficients share five octets.
            let octet = start &+ place &* 5 / 2
            let low = Int32(signature[octet]) | Int32(signature[octet &+ 1]) << 8 | Int32(signature[octet &+ 2]) << 16
            let value = MLDSA65.maskRange &- (place & 1 == 0 ? low & 0xFFFFF : low >> 4)
            if value >= bound || value <= -bound { isSmall = false }
            self[column, place] = value
        }
        return isSmall
    }

    /// The challenge c: 49 coefficients of ±1, the others 0 — SampleInBall, Algorithm 29.
    @inline(never)
    mutating func sampleChallenge(_ signature: Span<UInt8>) {
        let challenge = Self.challenge
        var stream = SHAKE.shake256
        for place in 0..<MLDSA65.challengeSize { stream.absorb(signature[place]) }
        stream.finish()
        var signs: UInt64 = 0
        for place in 0..<8 { signs |= UInt64(stream.squeeze()) &<< UInt64(8 &* place) }
        for place in 0..<256 { self[challenge, place] = 0 }
        for place in (256 &- MLDSA65.challengeWeight)..<256 {
            var other = Int(stream.squeeze())
            while other > place { other = Int(stream.squeeze()) }
            self[challenge, place] = self[challenge, other]
            self[challenge, other] = signs & 1 == 0 ? 1 : -1
            signs >>= 1
        }
    }

    /// A row of A·z - c·t₁·2ᵈ: the commitment w' before hints — Algorithm 8, line 9. A is never held: it is sampled while
    /// it is multiplied.
    @inline(never)
    mutating func multiply(_ key: Span<UInt8>, row: Int) {
        let (sum, factor) = (Self.sum, Self.factor)
        // t₁, 10 bits a coefficient — SimpleBitUnpack, Algorithm 18.
        let start = 32 &+ row &* 320
        for place in 0..<256 {
            let octet = start &+ place &* 5 / 4
            let bits = UInt32(key[octet]) | UInt32(key[octet &+ 1]) << 8
            self[factor, place] = Int32(bits &>> UInt32(2 &* (place & 3)) & 0x3FF) << 13
        }
        transform(factor)
        for place in 0..<256 { self[sum, place] = 0 &- Self.product(self[factor, place], self[Self.challenge, place]) }
        for column in 0..<MLDSA65.columns { addSampled(key, row: row, column: column) }
        transformBack(sum)
    }

    /// Adds A[row, column]·z[column] — RejNTTPoly, Algorithm 30.
    @inline(never)
    private mutating func addSampled(_ key: Span<UInt8>, row: Int, column: Int) {
        var stream = SHAKE.shake128
        for place in 0..<32 { stream.absorb(key[place]) }
        stream.absorb(UInt8(truncatingIfNeeded: column))
        stream.absorb(UInt8(truncatingIfNeeded: row))
        stream.finish()
        var place = 0
        while place < 256 {
            let low = Int32(stream.squeeze())
            let middle = Int32(stream.squeeze()) << 8
            let value = low | middle | (Int32(stream.squeeze()) & 0x7F) << 16
            guard value < Self.modulus else { continue }
            self[Self.sum, place] &+= Self.product(value, self[column, place])
            place &+= 1
        }
    }

    /// The high parts of a row, corrected by its hints, go into the hash, 4 bits a coefficient — UseHint, Algorithm 40;
    /// w1Encode, Algorithm 28.
    @inline(never)
    func absorbHigh(_ signature: Span<UInt8>, row: Int, into hash: inout SHAKE) {
        let ends = MLDSA65.hintOffset &+ MLDSA65.hintLimit
        var hint = row == 0 ? 0 : Int(signature[ends &+ row &- 1])
        let end = Int(signature[ends &+ row])
        var held: UInt8 = 0
        for place in 0..<256 {
            var isHinted = false
            if hint < end, Int(signature[MLDSA65.hintOffset &+ hint]) == place {
                isHinted = true
                hint &+= 1
            }
            let high = Self.high(self[Self.sum, place], isHinted)
            if place & 1 == 0 { held = high } else { hash.absorb(held | high << 4) }
        }
    }

    /// The high part of a coefficient: of the multiple of 2γ₂ that is nearest, or of the next one on the side where the
    /// coefficient lies — Decompose, Algorithm 36.
    private static func high(_ coefficient: Int32, _ isHinted: Bool) -> UInt8 {
        // 0..<q: what comes back from the transform lies between -q and q.
        let value = coefficient < 0 ? coefficient &+ modulus : coefficient
        let double = (modulus &- 1) / 16
        var high = (value &+ double / 2 &- 1) / double
        var low = value &- high &* double
        if high == 16 {
            // q - 1 counts as -1.
            high = 0
            low &-= 1
        }
        guard isHinted else { return UInt8(truncatingIfNeeded: high) }
        return UInt8(truncatingIfNeeded: low > 0 ? high &+ 1 : high &- 1) & 15
    }

    /// NTT — Algorithm 41, in place; coefficients stay below 9q.
    @inline(never)
    mutating func transform(_ polynomial: Int) {
        var (root, length) = (0, 128)
        while length > 0 {
            var start = 0
            while start < 256 {
                root &+= 1
                let zeta = MLDSA65.zetas[root]
                for place in start..<(start &+ length) {
                    let other = Self.product(zeta, self[polynomial, place &+ length])
                    self[polynomial, place &+ length] = self[polynomial, place] &- other
                    self[polynomial, place] &+= other
                }
                start &+= 2 &* length
            }
            length >>= 1
        }
    }

    /// NTT⁻¹ — Algorithm 42, in place, with the factor 2³² that the products before it took away.
    @inline(never)
    private mutating func transformBack(_ polynomial: Int) {
        for place in 0..<256 {
            let value = self[polynomial, place]
            self[polynomial, place] = value &- ((value &+ 1 << 22) >> 23) &* Self.modulus
        }
        var (root, length) = (256, 1)
        while length < 256 {
            var start = 0
            while start < 256 {
                root &-= 1
                let zeta = 0 &- MLDSA65.zetas[root]
                for place in start..<(start &+ length) {
                    let (left, right) = (self[polynomial, place], self[polynomial, place &+ length])
                    self[polynomial, place] = left &+ right
                    self[polynomial, place &+ length] = Self.product(zeta, left &- right)
                }
                start &+= 2 &* length
            }
            length <<= 1
        }
        // 2⁶⁴ / 256 modulo q.
        for place in 0..<256 { self[polynomial, place] = Self.product(41_978, self[polynomial, place]) }
    }

    /// left · right · 2⁻³² modulo q, between -q and q, for a product below 2³¹q.
    @inline(__always)
    private static func product(_ left: Int32, _ right: Int32) -> Int32 {
        let product = Int64(left) &* Int64(right)
        let quotient = Int32(truncatingIfNeeded: product) &* inverse
        return Int32(truncatingIfNeeded: (product &- Int64(quotient) &* Int64(modulus)) >> 32)
    }
}
