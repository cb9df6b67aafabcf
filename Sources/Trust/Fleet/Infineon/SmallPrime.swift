/// One of the first primes, with the logarithms of its residues to the base of 65537.
struct SmallPrime: Sendable {
    let prime: UInt
    /// By residue; `none` for what is no power of 65537.
    private let logarithms: [UInt16]
    /// The order of 65537 as powers of primes: of 12, (2, 4) and (3, 3).
    let orderPowers: [(prime: UInt, power: UInt)]

    private static let none = UInt16.max
    static let first225: [SmallPrime] = primes(225).map(SmallPrime.init)

    private init(_ prime: UInt) {
        self.prime = prime
        var logarithms = [UInt16](repeating: Self.none, count: Int(prime))
        var value = 1 % prime
        var order: UInt = 0
        // 65537 is no multiple of a prime up to 1427, so its powers come back to 1.
        repeat {
            logarithms[Int(value)] = UInt16(order)
            order += 1
            value = value * (InfineonForm.generator % prime) % prime
        } while value != 1 % prime
        self.logarithms = logarithms
        var powers: [(prime: UInt, power: UInt)] = []
        var rest = order
        var candidate: UInt = 2
        while rest > 1 {
            var power: UInt = 1
            while rest % candidate == 0 {
                rest /= candidate
                power *= candidate
            }
            if power > 1 { powers.append((candidate, power)) }
            candidate += 1
        }
        orderPowers = powers
    }

    /// Nil for what is no power of 65537 modulo the prime.
    func logarithm(_ residue: UInt) -> UInt? {
        let logarithm = logarithms[Int(residue % prime)]
        return logarithm == Self.none ? nil : UInt(logarithm)
    }

    static func primes(_ count: Int) -> [UInt] {
        var primes: [UInt] = []
        var candidate: UInt = 2
        while primes.count < count {
            if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }
}
