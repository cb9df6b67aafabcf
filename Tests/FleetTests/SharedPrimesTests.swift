import Model
import Testing

@testable import Fleet

@Suite struct SharedPrimesTests {
    /// What pairwise greatest common divisors say: who shares anything with a different modulus.
    private static func judged(_ moduli: [Natural]) -> Set<Int> {
        var sharing: Set<Int> = []
        for left in moduli.indices {
            for right in moduli.indices where left != right && moduli[left] != moduli[right] {
                if !Natural.gcd(moduli[left], moduli[right]).isOne { sharing.insert(left) }
            }
        }
        return sharing
    }

    private static func found(_ moduli: [Natural], workers: Int = 2) throws -> SharedPrimes {
        try SharedPrimes(among: Moduli(moduli.map(\.octets)), workers: workers)
    }

    /// Of moduli of two primes of a pool: by prime, who has it, where two different moduli do.
    private static func groups(_ pool: [Natural], _ moduli: [Natural]) -> [[UInt8]: [Int]] {
        var groups: [[UInt8]: [Int]] = [:]
        for prime in pool {
            let members = moduli.indices.filter { prime.divides(moduli[$0]) }
            if Set(members.map { moduli[$0] }).count > 1 { groups[prime.octets] = members }
        }
        return groups
    }

    @Test func `primes planted among three hundred moduli are all found, and nothing else`() throws {
        var made = Made(1)
        var moduli = (0..<300).map { _ in made.prime(bits: 256) * made.prime(bits: 256) }
        let planted = made.prime(bits: 256)
        for index in [3, 150, 299] { moduli[index] = planted * made.prime(bits: 256) }
        // Both primes of one modulus are shared, each with another.
        let (left, right) = (made.prime(bits: 256), made.prime(bits: 256))
        moduli[20] = left * right
        moduli[21] = left * made.prime(bits: 256)
        moduli[200] = right * made.prime(bits: 256)
        let primes = try Self.found(moduli)
        #expect(primes.isSeparated)
        #expect(
            Dictionary(uniqueKeysWithValues: primes.factors.map { ($0.factor, $0.members) }) == [
                planted.octets: [3, 150, 299], left.octets: [20, 21], right.octets: [20, 200],
            ]
        )
        #expect(Set(primes.factors.flatMap(\.members)) == Self.judged(moduli))
        #expect(primes.equal.isEmpty)
    }

    @Test(arguments: 0..<24) func `what pairwise divisors find in moduli of a pool is found`(seed: Int) throws {
        var made = Made(UInt64(seed) + 100)
        // From pools so small that every prime is shared, to pools where few are.
        let pool = (0..<[3, 5, 12, 40, 120, 400][seed % 6]).map { _ in made.prime(bits: 64) }
        let moduli = (0..<Int.random(in: 2...160, using: &made)).map { _ in
            pool[Int.random(in: pool.indices, using: &made)] * pool[Int.random(in: pool.indices, using: &made)]
        }
        let primes = try Self.found(moduli, workers: 1 + seed % 3)
        #expect(primes.isSeparated)
        #expect(Set(primes.factors.flatMap(\.members)) == Self.judged(moduli))
        // A square and what shares its root: the root is the factor.
        #expect(
            Dictionary(uniqueKeysWithValues: primes.factors.map { ($0.factor, $0.members) })
                == Self.groups(pool, moduli)
        )
        let equal = Dictionary(grouping: moduli.indices) { moduli[$0] }.values.filter { $0.count > 1 }
        #expect(Set(primes.equal) == Set(equal))
    }

    @Test(arguments: 0..<12) func `the order of the moduli and the number of workers change nothing`(seed: Int) throws {
        var made = Made(UInt64(seed) + 500)
        let pool = (0..<60).map { _ in made.prime(bits: 128) }
        let moduli = (0..<90).map { _ in
            pool[Int.random(in: pool.indices, using: &made)] * pool[Int.random(in: pool.indices, using: &made)]
        }
        let order = moduli.indices.shuffled(using: &made)
        let first = try Self.found(moduli, workers: 1)
        let second = try Self.found(order.map { moduli[$0] }, workers: 1 + seed % 5)
        func named(_ primes: SharedPrimes, _ name: (Int) -> Int) -> [[UInt8]: Set<Int>] {
            Dictionary(uniqueKeysWithValues: primes.factors.map { ($0.factor, Set($0.members.map(name))) })
        }
        #expect(named(first) { $0 } == named(second) { order[$0] })
    }

    @Test(arguments: 0..<12) func `the divisors are those with the product of all others`(seed: Int) throws {
        // Random odd numbers of any size share small factors in every way.
        var made = Made(UInt64(seed) + 900)
        let count = [1, 2, 3, 7, 64, 300][seed % 6]
        let numbers = (0..<count).map { _ in Natural(made.octets(Int.random(in: 1...90, using: &made)) + [1, 0x03]) }
        let product = numbers.reduce(Natural.one, *)
        var expected: [BatchGCD.Shared] = []
        for (index, number) in numbers.enumerated() {
            let divisor = Natural.gcd(number, product / number)
            if !divisor.isOne { expected.append(.init(index: index, divisor: divisor.octets)) }
        }
        #expect(try BatchGCD.shared(among: Moduli(numbers.map(\.octets)), workers: 1 + seed % 4) == expected)
    }

    @Test(arguments: 0..<6) func `numbers that share small factors in every way are taken apart`(seed: Int) throws {
        var made = Made(UInt64(seed) + 1300)
        let numbers = (0..<120).map { _ in made.odd(bits: [32, 128, 512][seed % 3]) }
        let primes = try Self.found(numbers)
        #expect(primes.isSeparated)
        #expect(Set(primes.factors.flatMap(\.members)) == Self.judged(numbers))
        for (index, factor) in primes.factors.enumerated() {
            let factorNumber = Natural(factor.factor)
            // All that it divides are members, and it has nothing in common with another factor.
            #expect(factor.members == numbers.indices.filter { factorNumber.divides(numbers[$0]) })
            for other in primes.factors.dropFirst(index + 1) {
                #expect(Natural.gcd(factorNumber, Natural(other.factor)).isOne)
            }
        }
    }

    @Test func `a modulus that divides another is found, and said not to be factored by it`() throws {
        var made = Made(7)
        let (a, b, c) = (made.prime(bits: 64), made.prime(bits: 64), made.prime(bits: 64))
        let primes = try Self.found([a * b, made.prime(bits: 128), a * b * c])
        #expect(primes.factors == [.init(factor: (a * b).octets, members: [0, 2], undivided: [0])])
    }

    @Test func `powers of one number, chains of divisors and factors of three are taken apart`() throws {
        var made = Made(8)
        let (a, b, c) = (made.prime(bits: 64), made.prime(bits: 64), made.prime(bits: 64))
        var moduli = (1...40).map { power in (0..<power).reduce(Natural.one) { product, _ in product * a } }
        moduli += [a * b, b * c, a * b * c, a * a * c]
        let primes = try Self.found(moduli)
        #expect(primes.isSeparated)
        #expect(Set(primes.factors.map(\.factor)) == [a.octets, b.octets, c.octets])
        #expect(primes.factors.first { $0.factor == b.octets }?.members == [40, 41, 42])
    }

    @Test func `equal moduli are one modulus with several owners`() throws {
        var made = Made(9)
        let (a, b, c) = (made.prime(bits: 128), made.prime(bits: 128), made.prime(bits: 128))
        let lonely = made.prime(bits: 128) * made.prime(bits: 128)
        let primes = try Self.found([a * b, lonely, a * b, lonely, a * c])
        #expect(primes.equal == [[0, 2], [1, 3]])
        #expect(primes.factors == [.init(factor: a.octets, members: [0, 2, 4], undivided: [])])
    }

    @Test func `zero, one, two and nothing at all end in no trap`() throws {
        let odd: [[UInt8]] = [
            [], [0], [1], [0, 0, 1], [2], [0, 2], [4], [3], [9], [255], [UInt8](repeating: 255, count: 2048),
        ]
        let primes = try SharedPrimes(among: Moduli(odd), workers: 16)
        #expect(primes.equal == [[4, 5]])
        // 2 in 2 and 4; 3 in 3, 9, 255 and 2¹⁶³⁸⁴ − 1, and what 255 has in common with that besides.
        #expect(primes.factors.map(\.factor) == [[2], [3], [85]])
        #expect(primes.factors[0].undivided == [4, 5])
        #expect(try SharedPrimes(among: Moduli()).factors.isEmpty)
        #expect(try BatchGCD.shared(among: Moduli(odd)).map(\.index) == [4, 5, 6, 7, 8, 9, 10])
    }

    @Test func `sizes from one octet to two thousand are cut in parts that are never empty`() throws {
        var made = Made(10)
        let shared = made.prime(bits: 64)
        var numbers = (0..<40).map { _ in made.prime(bits: 32) }
        numbers[0] = shared * made.odd(bits: 16320)
        numbers[39] = shared * made.prime(bits: 64)
        #expect(
            try Self.found(numbers, workers: 16).factors.contains {
                $0.factor == shared.octets && $0.members == [0, 39]
            }
        )
        numbers.reverse()
        #expect(
            try Self.found(numbers, workers: 5).factors.contains {
                $0.factor == shared.octets && $0.members == [0, 39]
            }
        )
    }

    @Test func `what would take more memory than allowed is refused before it begins`() {
        let moduli = Moduli((0..<100).map { _ in [UInt8](repeating: 0xFF, count: 256) })
        #expect(throws: BedplateError(.tooLarge, "")) { try BatchGCD.shared(among: moduli, memory: 1000) }
        #expect(throws: BedplateError(.tooLarge, "")) {
            var made = Made(11)
            return try SharedPrimes(among: Moduli([made.octets(256), made.octets(256)]), memory: 1000)
        }
    }

    @Test func `progress rises to the whole`() throws {
        var made = Made(12)
        let moduli = (0..<500).map { _ in made.odd(bits: 64) }
        let told = Told()
        _ = try SharedPrimes(among: Moduli(moduli.map(\.octets))) { told.append($0) }
        let all = told.all
        #expect(all.count > 50 && all.count <= 200)
        #expect(all.map(\.fraction) == all.map(\.fraction).sorted())
        #expect(all.allSatisfy { $0.stage == .sharedPrimes && $0.fraction <= 1 })
        #expect(all.last.map { $0.fraction > 0.8 } == true)
    }
}
