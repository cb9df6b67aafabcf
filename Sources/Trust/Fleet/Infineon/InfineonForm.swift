/// What shows that Infineon's RSALib made a modulus (ROCA, CVE-2017-15361): its residue modulo a product of the first primes
/// is a power of 65537.
///
/// RSALib took primes k·M + (65537^a mod M), where M is the product of the first 39, 71, 126 or 225 primes, by the size of the
/// key (Nemec, Sys, Svenda, Klinec, Matyas, "The Return of Coppersmith's Attack", CCS 2017, 2.1 and table 1). So N mod M is
/// 65537^(a + b), and Coppersmith's method factors keys of up to 2048 bits at a price that many can pay.
///
/// That each N mod p is a power of 65537 modulo p is not enough: the exponents must be one and the same, and a modulus of
/// another generator can pass all the residues and have none. Here the discrete logarithm is taken modulo each prime, the
/// logarithms are joined (Pohlig and Hellman), and 65537 to the joint exponent is computed: the residue again, or it is no
/// such key. By chance one of 2¹⁵⁴ keys is of that form for 39 primes, fewer for more.
public struct InfineonForm: Hashable, Sendable {
    /// How many primes M has: the largest of the four that the key's size calls for or less.
    public var primes: Int
    /// What keys of that size are made with: 39, 71, 126, 225.
    public var expectedPrimes: Int
    /// The discrete logarithm of N modulo M to the base of 65537, big-endian: anybody can check it.
    public var exponent: [UInt8]

    static let generator: UInt = 65537
    /// The least size in bits with its primes; 512 is the least of all.
    private static let sizes: [(bits: Int, primes: Int)] = [(3968, 225), (1984, 126), (992, 71), (512, least)]
    private static let least = 39

    /// Nil for a modulus that is not of the form, and for one below 512 bits, for which the form says nothing.
    public init?(modulus: some Collection<UInt8>) { self.init(Natural(modulus)) }

    init?(_ modulus: Natural) {
        guard let expected = Self.sizes.first(where: { modulus.bits >= $0.bits })?.primes else { return nil }
        // The smallest first, which nearly every other modulus fails at once; then the largest that holds.
        guard let exponent = Self.exponent(of: modulus, primes: Self.least) else { return nil }
        expectedPrimes = expected
        for (_, primes) in Self.sizes where primes <= expected {
            guard let exponent = Self.exponent(of: modulus, primes: primes) else { continue }
            self.primes = primes
            self.exponent = exponent.octets
            return
        }
        primes = Self.least
        self.exponent = exponent.octets
    }

    /// The product of the first primes.
    static func modulus(primes count: Int) -> Natural {
        SmallPrime.first225.prefix(count).reduce(.one) { $0 * Natural($1.prime) }
    }

    /// Nil if the residue is no power of 65537.
    private static func exponent(of modulus: Natural, primes count: Int) -> Natural? {
        var joint: [UInt: Congruence] = [:]
        for small in SmallPrime.first225.prefix(count) {
            guard let logarithm = small.logarithm(modulus % small.prime) else { return nil }
            for (prime, power) in small.orderPowers {
                let part = Congruence(residue: logarithm % power, modulus: power)
                guard let known = joint[prime] else {
                    joint[prime] = part
                    continue
                }
                let common = min(known.modulus, part.modulus)
                guard known.residue % common == part.residue % common else { return nil }
                if part.modulus > known.modulus { joint[prime] = part }
            }
        }
        let exponent = Congruence.joined(joint.values.sorted { $0.modulus < $1.modulus })
        let product = Self.modulus(primes: count)
        // The proof; what was computed above only proposed it.
        return Natural(generator).power(exponent, modulo: product) == modulus % product ? exponent : nil
    }
}
