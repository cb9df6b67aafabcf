internal import CGMP

/// A natural number of any size. It never changes, so several threads may read it (GMP manual, 3.7).
///
/// GMP ends the process when there is no memory: what makes large numbers bounds them first (``BatchGCD/memory(octets:count:)``).
///
/// `@unchecked Sendable`: the handle is written by initializers and by functions that have just made it, and cleared in
/// `deinit`; no other function changes it.
@safe
final class Natural: @unchecked Sendable {
    private let handle: UnsafeMutablePointer<__mpz_struct>

    private init() {
        // The pointer lives as long as the object, and GMP's allocation behind it too.
        unsafe handle = .allocate(capacity: 1)
        unsafe __gmpz_init(handle)
    }

    deinit {
        unsafe __gmpz_clear(handle)
        unsafe handle.deallocate()
    }

    convenience init(_ value: UInt) {
        self.init()
        unsafe __gmpz_set_ui(handle, value)
    }

    /// The number with these octets, big-endian; zero of none.
    convenience init(_ octets: some Collection<UInt8>) {
        self.init()
        let octets = ContiguousArray(octets)
        // The octets live through the call, which is told how many there are.
        unsafe octets.withUnsafeBytes { unsafe __gmpz_import(handle, $0.count, 1, 1, 1, 0, $0.baseAddress) }
    }

    private static func made(_ make: (UnsafeMutablePointer<__mpz_struct>) -> Void) -> Natural {
        let number = Natural()
        unsafe make(number.handle)
        return number
    }
}

extension Natural {
    static let zero = Natural(UInt(0))
    static let one = Natural(1)

    /// Big-endian, without leading zeros; of zero, none.
    var octets: [UInt8] {
        let count = (bits + 7) / 8
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            // Room for exactly what GMP writes: the number's octets.
            unsafe __gmpz_export(buffer.baseAddress, &written, 1, 1, 1, 0, handle)
        }
    }

    /// Up to the highest that is set; of zero, none.
    var bits: Int { isZero ? 0 : unsafe Int(__gmpz_sizeinbase(handle, 2)) }
    /// Words of 64 bits.
    var limbs: Int { unsafe Int(__gmpz_size(handle)) }
    var isZero: Bool { limbs == 0 }
    var isOne: Bool { unsafe __gmpz_cmp_ui(handle, 1) == 0 }
    var isEven: Bool { unsafe __gmpz_tstbit(handle, 0) == 0 }
    /// Of the number's binary digits, the zeros at the end; of zero, none.
    var trailingZeros: Int { isZero ? 0 : unsafe Int(__gmpz_scan1(handle, 0)) }
    /// The low 64 bits.
    var low: UInt { unsafe __gmpz_get_ui(handle) }

    static func * (left: Natural, right: Natural) -> Natural {
        unsafe made { unsafe __gmpz_mul($0, left.handle, right.handle) }
    }

    static func + (left: Natural, right: Natural) -> Natural {
        unsafe made { unsafe __gmpz_add($0, left.handle, right.handle) }
    }

    /// Zero where `right` is larger.
    static func - (left: Natural, right: Natural) -> Natural {
        guard left >= right else { return .zero }
        return unsafe made { unsafe __gmpz_sub($0, left.handle, right.handle) }
    }

    /// - Precondition: the divisor is not zero; so it is wherever a modulus divides, which is at least 2.
    static func % (left: Natural, right: Natural) -> Natural {
        unsafe made { unsafe __gmpz_tdiv_r($0, left.handle, right.handle) }
    }

    /// - Precondition: as of `%`.
    static func / (left: Natural, right: Natural) -> Natural {
        unsafe made { unsafe __gmpz_tdiv_q($0, left.handle, right.handle) }
    }

    /// - Precondition: as of `%`.
    static func % (left: Natural, right: UInt) -> UInt { unsafe __gmpz_tdiv_ui(left.handle, right) }

    static func << (left: Natural, bits: Int) -> Natural {
        unsafe made { unsafe __gmpz_mul_2exp($0, left.handle, UInt(bits)) }
    }

    static func >> (left: Natural, bits: Int) -> Natural {
        unsafe made { unsafe __gmpz_tdiv_q_2exp($0, left.handle, UInt(bits)) }
    }

    /// The number times 2 to the power of 64 for each limb.
    func shifted(up limbs: Int) -> Natural { self << (limbs * 64) }

    /// The largest number that divides both.
    static func gcd(_ left: Natural, _ right: Natural) -> Natural {
        unsafe made { unsafe __gmpz_gcd($0, left.handle, right.handle) }
    }

    /// `self` to the power of `exponent`, modulo `modulus`, which is at least 2.
    func power(_ exponent: Natural, modulo modulus: Natural) -> Natural {
        unsafe Self.made { unsafe __gmpz_powm($0, handle, exponent.handle, modulus.handle) }
    }

    /// The integer square root, and whether it is exact.
    var squareRoot: (root: Natural, isExact: Bool) {
        let root = unsafe Self.made { unsafe __gmpz_sqrt($0, handle) }
        return (root, isSquare)
    }

    var isSquare: Bool { unsafe __gmpz_perfect_square_p(handle) != 0 }

    /// Whether it is prime, but for a chance of 4 to the power of −`rounds`.
    func isProbablyPrime(rounds: Int32 = 25) -> Bool { unsafe __gmpz_probab_prime_p(handle, rounds) != 0 }

    /// Whether this number divides the other, and is not zero.
    func divides(_ other: Natural) -> Bool { !isZero && (unsafe __gmpz_divisible_p(other.handle, handle)) != 0 }

    /// Of a fraction with `places` limbs after the point, that fraction times `factor`, without what is before the point
    /// and without the last `dropped` limbs.
    func fraction(times factor: Natural, places: Int, dropping dropped: Int) -> Natural {
        unsafe Self.made {
            unsafe __gmpz_mul($0, handle, factor.handle)
            unsafe __gmpz_tdiv_r_2exp($0, $0, UInt(places) * 64)
            unsafe __gmpz_tdiv_q_2exp($0, $0, UInt(dropped) * 64)
            // The product needed more room than is left of it.
            unsafe __gmpz_realloc($0, max(1, __gmpz_size($0)))
        }
    }
}

extension Natural: Hashable, Comparable {
    static func == (left: Natural, right: Natural) -> Bool { unsafe __gmpz_cmp(left.handle, right.handle) == 0 }
    static func < (left: Natural, right: Natural) -> Bool { unsafe __gmpz_cmp(left.handle, right.handle) < 0 }

    func hash(into hasher: inout Hasher) {
        hasher.combine(limbs)
        // All limbs: hostile moduli could be alike in some of them.
        for index in 0..<limbs { hasher.combine(unsafe __gmpz_getlimbn(handle, index)) }
    }
}
