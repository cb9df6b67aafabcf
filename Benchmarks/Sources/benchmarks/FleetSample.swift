import CGMP
import Fleet
import Foundation

/// Moduli of 2048 bits, with shared factors planted.
///
/// Two million primes of 1024 bits would take days, and random odd numbers share small primes with each other everywhere. So
/// each modulus is a product of 43 primes of 48 bits, no prime in two: a sieve makes these in seconds, nothing is shared but
/// what is planted, and multiplying and dividing cost the same.
struct FleetSample {
    var moduli = Moduli()
    /// By factor, who has it.
    var planted: [[UInt8]: [Int]] = [:]
    /// What is equal.
    var equal: [[Int]] = []

    private static let primesEach = 43

    init(count: Int) throws {
        // One shared prime of 1024 bits for each group; the last modulus of every other group has the next group's too, and
        // no other half. Of every fifth group the first is in another device once more.
        let groups = try Self.groups(count)
        let shared = groups.indices.map { BareNatural.prime(seed: UInt($0) + 1) }
        var factors: [Int: [Int]] = [:]
        for (number, group) in groups.enumerated() { for index in group { factors[index, default: []].append(number) } }
        for number in stride(from: 0, to: groups.count - 1, by: 2) {
            factors[groups[number][groups[number].count - 1]]?.append(number + 1)
        }
        var copies: [Int: Int] = [:]
        for number in stride(from: 0, to: groups.count, by: 5) { copies[count - 1 - number] = groups[number][0] }
        equal = copies.map { [$1, $0] }.sorted { $0[0] < $1[0] }
        for (copy, original) in copies { factors[copy] = factors[original] }
        for (index, numbers) in factors {
            for number in numbers { planted[shared[number].octets, default: []].append(index) }
        }
        planted = planted.mapValues { $0.sorted() }

        var primes = PrimeSieve()
        let product = BareNatural()
        moduli.reserveCapacity(count, octets: count * 256)
        for index in 0..<count {
            if let original = copies[index] {
                moduli.append(Array(moduli.octets(at: original)))
                continue
            }
            let numbers = factors[index] ?? []
            product.set(1)
            for _ in 0..<Self.primesEach * (2 - numbers.count) / 2 { product.multiply(primes.next()) }
            moduli.append(numbers.reduce(product) { BareNatural($0, times: shared[$1]) }.octets)
        }
    }

    /// Whose moduli share: fifty groups of two and three, everywhere but among the last fifty.
    private static func groups(_ count: Int) throws -> [[Int]] {
        guard count >= 1000 else { throw WrongOutcome("too few moduli") }
        let span = count - 100
        return (0..<50).map { group in
            let size = group % 3 == 0 ? 3 : 2
            // Steps that are prime to each other, so that nothing is taken twice.
            return (0..<size).map { member in (group * 3 + member) * (span / 150) }.sorted()
        }
    }

    func check(_ primes: SharedPrimes) throws {
        let found = Dictionary(uniqueKeysWithValues: primes.factors.map { ($0.factor, $0.members) })
        guard primes.isSeparated, found == planted, primes.equal == equal else {
            throw WrongOutcome("of \(planted.count) planted factors \(found.count) were found, or others")
        }
    }
}

/// The primes above 2^47.616, one after another: 43 of them multiply to 2048 bits.
private struct PrimeSieve {
    private static let first = UInt64(215_600_000_000_001)
    private static let segment = 1 << 22
    private let base: [UInt32]
    private var start = first
    private var isComposite: [Bool] = []
    private var place = 0

    init() {
        // All primes up to the root of what is sieved.
        let limit = 1 << 24
        var composite = [Bool](repeating: false, count: limit)
        var base: [UInt32] = []
        for number in 3..<limit where number & 1 == 1 && !composite[number] {
            base.append(UInt32(number))
            var multiple = number * number
            while multiple < limit {
                composite[multiple] = true
                multiple += 2 * number
            }
        }
        self.base = base
        sieve()
    }

    mutating func next() -> UInt {
        while true {
            while place < Self.segment {
                defer { place += 1 }
                if !isComposite[place] { return UInt(start) + 2 * UInt(place) }
            }
            start += 2 * UInt64(Self.segment)
            sieve()
        }
    }

    /// Odd numbers from `start` on.
    private mutating func sieve() {
        isComposite = [Bool](repeating: false, count: Self.segment)
        place = 0
        // The flags live through the call; the buffer's subscript would be checked in a debug build only.
        unsafe isComposite.withUnsafeMutableBufferPointer { flags in
            for prime in base {
                let prime = UInt64(prime)
                // The first odd multiple that is not below the start: start + 2·index.
                let rest = start % prime
                var index = rest == 0 ? 0 : Int(rest & 1 == 1 ? (prime - rest) / 2 : prime - rest / 2)
                while index < flags.count {
                    unsafe flags[index] = true
                    index += Int(prime)
                }
            }
        }
    }
}
