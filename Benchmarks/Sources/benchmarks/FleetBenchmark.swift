import Crypto
import Fleet
import Foundation

/// Shared primes and equal keys among moduli of 2048 bits, against GMP's bare product tree and the bare hashes, each in a
/// process of its own, so that memory is its own. Everything that was planted must be found, and nothing else.
enum FleetBenchmark {
    private static let program = [CommandLine.arguments[0], "fleet-child"]

    private enum Work: String, CaseIterable {
        case tree, squares, primes, hashes, keys

        var words: String {
            switch self {
            case .tree: "bare GMP: product tree"
            case .squares: "bare GMP: batch gcd by squares"
            case .primes: "shared primes"
            case .hashes: "bare SHA-256 of each"
            case .keys: "equal keys"
            }
        }
        /// What it is compared with.
        var bare: Work { self == .hashes || self == .keys ? .hashes : .tree }
    }

    private struct Result: Codable {
        var seconds: Double
        /// Of the processors, all threads together: other work on the machine adds little to it.
        var work: Double
        /// MiB, beyond what was held before.
        var memory: Double
    }

    static func run() async throws {
        for (count, rounds) in [(10_000, 5), (100_000, 1)] { try measure(count, rounds) }
    }
    /// The same for a million, where there are 8 GiB of memory for it.
    static func runMillion() async throws { try measure(1_000_000, 1) }

    private static func measure(_ count: Int, _ rounds: Int) throws {
        let directory = try TemporaryDirectory()
        let output = directory.path + "/result"
        var results: [Work: [Result]] = [:]
        for _ in 0..<rounds {
            // The squares of a million take more memory than there is.
            for work in Work.allCases where work != .squares || count <= 100_000 {
                _ = try Spawned(program + [work.rawValue, "\(count)", output])
                let data = try Data(contentsOf: URL(fileURLWithPath: output))
                results[work, default: []].append(try JSONDecoder().decode(Result.self, from: data))
            }
        }
        var table = Table(
            "\(Table.rate(Double(count))) moduli of 2048 bits, two threads (hashes: one); everything planted was found",
            "",
            "seconds",
            "processor seconds",
            "of them µs a modulus",
            "of bare",
            "MiB beside the moduli"
        )
        for work in Work.allCases {
            guard let own = results[work], let bare = results[work.bare] else { continue }
            let seconds = own.map(\.seconds).median
            let ratio = zip(own, bare).map { $0.work / $1.work }.median
            table.add(
                work.words,
                Table.number(seconds, 3),
                Table.number(own.map(\.work).median, 3),
                Table.microseconds(own.map(\.work).median / Double(count)),
                work == work.bare ? "" : Table.number(ratio),
                Table.number(own.map(\.memory).median, 0)
            )
        }
        table.print()
    }

    /// What a measured process does: `WORK COUNT FILE`. What it makes the moduli with is not measured.
    static func child(_ arguments: [String]) throws {
        guard arguments.count == 3, let work = Work(rawValue: arguments[0]), let count = Int(arguments[1]) else {
            throw WrongOutcome("usage: fleet-child \(Work.allCases.map(\.rawValue).joined(separator: "|")) COUNT FILE")
        }
        let sample = try FleetSample(count: count)
        try PeakMemory.forget()
        let before = try PeakMemory.read()
        let start = (time: ContinuousClock.now, work: processorTime())
        try run(work, sample)
        let seconds = (ContinuousClock.now - start.time).seconds
        let result = Result(
            seconds: seconds,
            work: processorTime() - start.work,
            memory: try PeakMemory.read() - before
        )
        try JSONEncoder().encode(result).write(to: URL(fileURLWithPath: arguments[2]))
    }

    /// Seconds, of all threads; POSIX fixes the unit of clock() at a microsecond.
    private static func processorTime() -> Double {
        Double(clock()) / 1e6
    }

    private static func run(_ work: Work, _ sample: FleetSample) throws {
        let moduli = sample.moduli
        switch work {
        case .tree:
            let leaves = (0..<moduli.count).map { BareNatural(moduli.octets(at: $0)) }
            guard BareTree.product(leaves).octets.count > moduli.count * 250 else { throw WrongOutcome("product") }
        case .squares:
            let copies = Set(sample.equal.flatMap { $0.dropFirst() })
            let distinct = (0..<moduli.count).filter { !copies.contains($0) }.map { BareNatural(moduli.octets(at: $0)) }
            let sharing = Set(sample.planted.values.joined()).subtracting(copies)
            guard BareTree.batchGCD(distinct) == sharing.count else { throw WrongOutcome("batch gcd by squares") }
        case .primes: try sample.check(SharedPrimes(among: moduli))
        case .hashes:
            var sum: UInt8 = 0
            for index in 0..<moduli.count { for octet in SHA256.hash(data: moduli.octets(at: index)) { sum ^= octet } }
            guard moduli.count > Int(sum) else { throw WrongOutcome("hashes") }
        case .keys:
            var digests = DigestList()
            digests.reserveCapacity(moduli.count)
            for index in 0..<moduli.count { digests.append(hashing: moduli.octets(at: index)) }
            guard digests.equal() == sample.equal else { throw WrongOutcome("equal keys") }
        }
    }
}
