@testable import Fleet

/// Numbers for tests, the same in every run (SplitMix64).
struct Made: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    /// Of exactly that many bits, with the two highest set, so that a product of two has twice as many.
    mutating func odd(bits: Int) -> Natural {
        var octets = octets(bits / 8)
        octets[0] |= 0xC0
        octets[octets.count - 1] |= 1
        return Natural(octets)
    }

    mutating func prime(bits: Int) -> Natural {
        var candidate = odd(bits: bits)
        while !candidate.isProbablyPrime() { candidate = candidate + Natural(2) }
        return candidate
    }

    /// As Infineon's RSALib made them: k·M + (65537^a mod M), with M the product of the first primes.
    mutating func infineonPrime(bits: Int, primes: Int) -> Natural {
        let product = InfineonForm.modulus(primes: primes)
        while true {
            let residue = Natural(65537).power(Natural(octets(40)), modulo: product)
            let candidate = (odd(bits: bits) / product) * product + residue
            if candidate.bits == bits, candidate.isProbablyPrime() { return candidate }
        }
    }
}

extension Made {
    /// Of two primes.
    mutating func modulus(bits: Int) -> [UInt8] { (prime(bits: bits / 2) * prime(bits: bits / 2)).octets }

    /// Two moduli, and the prime that they share.
    mutating func sharingModuli(bits: Int) -> (moduli: [[UInt8]], factor: [UInt8]) {
        let shared = prime(bits: bits / 2)
        return ([(shared * prime(bits: bits / 2)).octets, (prime(bits: bits / 2) * shared).octets], shared.octets)
    }

    mutating func evenModulus(bits: Int) -> [UInt8] { (prime(bits: bits - 16) * Natural(65536)).octets }
    mutating func smallFactorModulus(bits: Int) -> [UInt8] { (prime(bits: bits - 16) * Natural(61 * 997)).octets }
    mutating func squareModulus(bits: Int) -> [UInt8] {
        let prime = prime(bits: bits / 2)
        return (prime * prime).octets
    }

    /// A prime and the next one.
    mutating func closeModulus(bits: Int) -> [UInt8] {
        let first = prime(bits: bits / 2)
        var second = first + Natural(2)
        while !second.isProbablyPrime() { second = second + Natural(2) }
        return (first * second).octets
    }

    mutating func infineonModulus(bits: Int) -> [UInt8] {
        let primes = bits >= 1984 ? 126 : 71
        return (infineonPrime(bits: bits / 2, primes: primes) * infineonPrime(bits: bits / 2, primes: primes)).octets
    }
}
