internal import Model

/// Numbers taken apart until no two of them have a divisor in common: what shared moduli consist of.
///
/// Two primes that a modulus shares with different others come out as two elements, also where every one of its primes is
/// shared and no greatest common divisor alone tells them apart. Near-linear: each round is a batch gcd over what there is.
struct CoprimeBase {
    private var elements: [Natural] = []
    private var numbers: [Natural: Int] = [:]
    /// What an element was split into.
    private var parts: [Int: [Int]] = [:]

    /// Hostile moduli (powers of one number, long chains of divisors) could ask for more.
    static let roundLimit = 64

    subscript(_ element: Int) -> Natural { elements[element] }

    /// The element that is this number, which is at least 2.
    mutating func insert(_ number: Natural) -> Int {
        if let known = numbers[number] { return known }
        elements.append(number)
        numbers[number] = elements.count - 1
        return elements.count - 1
    }

    /// - Returns: whether it came to an end: no two elements have a common divisor.
    mutating func refine(workers: Int) throws(BedplateError) -> Bool {
        for _ in 0..<Self.roundLimit {
            let live = elements.indices.filter { parts[$0] == nil }
            let moduli = Moduli(live.map { elements[$0].octets })
            let shared = try BatchGCD(moduli, workers: workers).run()
            guard !shared.isEmpty else { return true }
            var whole: [Int] = []
            for (index, divisor) in shared {
                if divisor == elements[live[index]] { whole.append(index) } else { split(live[index], divisor) }
            }
            for (index, partner) in PartnerSearch.run(whole, moduli) {
                switch partner {
                case .divisor(let divisor): split(live[index], divisor)
                case .multiple(let other): split(live[other], elements[live[index]])
                }
            }
        }
        return false
    }

    /// What an element consists of, in the order of their numbers.
    func atoms(of element: Int) -> [Int] {
        var atoms: Set<Int> = []
        var open = [element]
        while let next = open.popLast() {
            if let parts = parts[next] { open += parts } else { atoms.insert(next) }
        }
        return atoms.sorted()
    }

    /// - Parameter divisor: a proper one.
    private mutating func split(_ element: Int, _ divisor: Natural) {
        // It may have been split in this round already, by another divisor.
        guard parts[element] == nil, !divisor.isOne, divisor != elements[element] else { return }
        let cofactor = elements[element] / divisor
        parts[element] = [insert(divisor), insert(cofactor)]
    }
}
