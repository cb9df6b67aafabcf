public import Model

/// Which moduli share a prime, or are the same.
///
/// A shared prime gives away the private keys of all that share it, to anybody who has the public keys: one greatest common
/// divisor (Heninger et al., "Mining your Ps and Qs", 2012).
public struct SharedPrimes: Hashable, Sendable {
    /// A factor of several moduli: a prime, if they are products of two primes.
    public struct Factor: Hashable, Sendable {
        /// Big-endian. It is the private key of each member: it is in no finding, and must be in no log.
        public var factor: [UInt8]
        /// Indices of moduli, rising; at least two different moduli, and what equals them.
        public var members: [Int]
        /// Of the members, those that are no more than this factor: it does not factor them.
        public var undivided: [Int]

        public var bits: Int { factor.count * 8 - (factor.first?.leadingZeroBitCount ?? 0) }
    }

    /// By first member.
    public private(set) var factors: [Factor] = []
    /// Moduli that are equal, each group rising, by first member.
    public private(set) var equal: [[Int]] = []
    /// Whether every factor was taken apart as far as the moduli allow. False only for moduli made to defy it; each is
    /// found then too, but a factor may be a product, or have one member.
    public private(set) var isSeparated = true

    /// - Parameters:
    ///   - memory: octets that may be used.
    ///   - progress: told of the stage ``FleetProgress/Stage/sharedPrimes``.
    public init(
        among moduli: Moduli,
        workers: Int = 2,
        memory: Int = FleetSurvey.memoryLimit,
        progress: FleetProgress.Callback? = nil
    ) throws(BedplateError) {
        // What is equal is one modulus with several owners: else it would hide what it shares with a third.
        var digests = DigestList()
        digests.reserveCapacity(moduli.count)
        for index in 0..<moduli.count { digests.append(hashing: moduli.octets(at: index)) }
        equal = digests.equal().filter { moduli.isAtLeastTwo($0[0]) }
        var owners: [Int: [Int]] = [:]
        var repeated: Set<Int> = []
        for group in equal {
            owners[group[0]] = group
            repeated.formUnion(group.dropFirst())
        }
        let indices = (0..<moduli.count).filter { moduli.isAtLeastTwo($0) && !repeated.contains($0) }
        let distinct = indices.count == moduli.count ? moduli : moduli.subset(indices)
        try BatchGCD.check(distinct, memory: memory)
        let meter = progress.map { ProgressMeter(.sharedPrimes, $0) }
        let shared = try BatchGCD(distinct, workers: workers, meter: meter).run()
        guard !shared.isEmpty else { return }

        var base = CoprimeBase()
        var pieces: [(modulus: Int, elements: [Int])] = []
        for (index, divisor) in shared {
            let modulus = distinct[index]
            pieces.append(
                (
                    index,
                    divisor == modulus
                        ? [base.insert(modulus)] : [base.insert(divisor), base.insert(modulus / divisor)]
                )
            )
        }
        isSeparated = try base.refine(workers: workers)
        var members: [Int: [Int]] = [:]
        for (modulus, elements) in pieces {
            for atom in Set(elements.flatMap { base.atoms(of: $0) }) { members[atom, default: []].append(modulus) }
        }
        var found: Set<Int> = []
        for (atom, moduli) in members where moduli.count > 1 {
            factors.append(try Self.proven(base[atom], moduli, distinct, indices, owners))
            found.formUnion(moduli)
        }
        for (index, divisor) in shared where !found.contains(index) {
            guard !isSeparated else { throw BedplateError(.corrupt, "a modulus shares a factor with none") }
            factors.append(try Self.proven(divisor, [index], distinct, indices, owners))
        }
        factors.sort {
            $0.members[0] != $1.members[0]
                ? $0.members[0] < $1.members[0] : $0.factor.lexicographicallyPrecedes($1.factor)
        }
    }

    /// The factor, after it was seen to divide each.
    private static func proven(
        _ factor: Natural,
        _ members: [Int],
        _ distinct: Moduli,
        _ indices: [Int],
        _ owners: [Int: [Int]]
    ) throws(BedplateError) -> Factor {
        var all: [Int] = []
        var undivided: [Int] = []
        for member in members {
            let modulus = distinct[member]
            guard !factor.isOne, factor.divides(modulus) else {
                throw BedplateError(.corrupt, "the batch gcd went wrong: a factor does not divide")
            }
            let named = owners[indices[member]] ?? [indices[member]]
            all += named
            if factor == modulus { undivided += named }
        }
        return Factor(factor: factor.octets, members: all.sorted(), undivided: undivided.sorted())
    }
}
