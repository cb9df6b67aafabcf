import CGMP
import Dispatch
import Synchronization

/// The textbook's trees with GMP alone: what the batch gcd cannot do without, and what it does otherwise.
enum BareTree {
    /// The product, level by level, two products at once; each level is given up for the next.
    static func product(_ leaves: [BareNatural]) -> BareNatural {
        var level = leaves
        while level.count > 1 { level = halved(level) }
        return level[0]
    }

    /// Bernstein's: gcd(N, (P mod N²)/N) for each, through a remainder tree of squares; how many are not 1.
    static func batchGCD(_ leaves: [BareNatural]) -> Int {
        var levels = [leaves]
        while let level = levels.last, level.count > 1 { levels.append(halved(level)) }
        var remainders = levels.removeLast()
        while let level = levels.popLast() {
            let above = remainders
            remainders = parallel(level.count) {
                BareNatural(above[$0 / 2], modulo: BareNatural(level[$0], times: level[$0]))
            }
        }
        let last = remainders
        return parallel(leaves.count) { index in
            let divisor = BareNatural()
            unsafe __gmpz_tdiv_q(divisor.handle, last[index].handle, leaves[index].handle)
            unsafe __gmpz_gcd(divisor.handle, divisor.handle, leaves[index].handle)
            return unsafe __gmpz_cmp_ui(divisor.handle, 1) == 0 ? 0 : 1
        }.reduce(0, +)
    }

    private static func halved(_ level: [BareNatural]) -> [BareNatural] {
        parallel((level.count + 1) / 2) {
            2 * $0 + 1 < level.count ? BareNatural(level[2 * $0], times: level[2 * $0 + 1]) : level[2 * $0]
        }
    }

    /// By two threads, in turns of many.
    private static func parallel<T: Sendable>(_ count: Int, _ work: @Sendable (Int) -> T) -> [T] {
        let parts = min(count, 64)
        let results = Mutex<[Int: [T]]>([:])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let values = (count * part / parts..<count * (part + 1) / parts).map(work)
            results.withLock { $0[part] = values }
        }
        let all = results.withLock { $0 }
        return (0..<parts).flatMap { all[$0] ?? [] }
    }
}
