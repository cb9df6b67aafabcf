import CGMP

/// GMP's number and nothing around it: what the batch gcd is measured against.
///
/// `@unchecked Sendable`: a thread changes only numbers that it made and has not handed on.
@safe
final class BareNatural: @unchecked Sendable {
    let handle: UnsafeMutablePointer<__mpz_struct>

    init() {
        // GMP's number lives as long as the object.
        unsafe handle = .allocate(capacity: 1)
        unsafe __gmpz_init(handle)
    }

    deinit {
        unsafe __gmpz_clear(handle)
        unsafe handle.deallocate()
    }

    convenience init(_ other: BareNatural) {
        self.init()
        unsafe __gmpz_set(handle, other.handle)
    }

    convenience init(_ octets: ArraySlice<UInt8>) {
        self.init()
        unsafe octets.withUnsafeBytes { unsafe __gmpz_import(handle, $0.count, 1, 1, 1, 0, $0.baseAddress) }
    }

    convenience init(_ left: BareNatural, times right: BareNatural) {
        self.init()
        unsafe __gmpz_mul(handle, left.handle, right.handle)
    }

    convenience init(_ left: BareNatural, modulo right: BareNatural) {
        self.init()
        unsafe __gmpz_tdiv_r(handle, left.handle, right.handle)
    }

    func set(_ value: UInt) { unsafe __gmpz_set_ui(handle, value) }
    func multiply(_ factor: UInt) { unsafe __gmpz_mul_ui(handle, handle, factor) }

    var octets: [UInt8] {
        let count = unsafe (__gmpz_sizeinbase(handle, 2) + 7) / 8
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            unsafe __gmpz_export(buffer.baseAddress, &written, 1, 1, 1, 0, handle)
        }
    }

    /// A prime of 1024 bits, the same for the same seed.
    static func prime(seed: UInt) -> BareNatural {
        var random = unsafe __gmp_randstate_struct()
        unsafe __gmp_randinit_default(&random)
        defer { unsafe __gmp_randclear(&random) }
        unsafe __gmp_randseed_ui(&random, seed)
        let prime = BareNatural()
        unsafe __gmpz_urandomb(prime.handle, &random, 1023)
        unsafe __gmpz_setbit(prime.handle, 1023)
        unsafe __gmpz_nextprime(prime.handle, prime.handle)
        return prime
    }
}
