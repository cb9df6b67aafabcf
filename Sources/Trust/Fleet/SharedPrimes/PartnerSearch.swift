/// For numbers that are shared as a whole, another number that tells more: one that has a proper divisor in common with it, or
/// is a multiple of it.
///
/// All go down one tree together: to the left half if that shares all of the number, to the right one if the left shares
/// nothing; and where a half shares a part, that is the divisor.
struct PartnerSearch {
    enum Partner {
        case divisor(Natural)
        case multiple(Int)
    }

    private let moduli: Moduli
    private var found: [(Int, Partner)] = []

    /// - Parameter targets: each divides the product of all others.
    static func run(_ targets: [Int], _ moduli: Moduli) -> [(Int, Partner)] {
        guard !targets.isEmpty else { return [] }
        var search = PartnerSearch(moduli: moduli)
        search.run(0..<moduli.count, targets)
        return search.found
    }

    private init(moduli: Moduli) { self.moduli = moduli }

    private mutating func run(_ range: Range<Int>, _ targets: [Int]) {
        guard !targets.isEmpty else { return }
        guard range.count > 1 else {
            for target in targets where target != range.lowerBound {
                found.append((target, .multiple(range.lowerBound)))
            }
            return
        }
        let middle = moduli.middle(of: range)
        let left = range.lowerBound..<middle
        let product = ProductNode.grown(moduli, left, kept: 0, nil).product
        // A number of this half itself is divided out again: P mod N² over N is P/N mod N.
        let divisors = targets.map { left.contains($0) ? moduli[$0] * moduli[$0] : moduli[$0] }
        let remainders = Self.remainders(of: product, divisors[...])
        var toLeft: [Int] = []
        var toRight: [Int] = []
        for (target, remainder) in zip(targets, remainders) {
            let number = moduli[target]
            let divisor = Natural.gcd(number, left.contains(target) ? remainder / number : remainder)
            if divisor.isOne {
                toRight.append(target)
            } else if divisor == number {
                toLeft.append(target)
            } else {
                found.append((target, .divisor(divisor)))
            }
        }
        run(left, toLeft)
        run(middle..<range.upperBound, toRight)
    }

    /// The number modulo each, by the product of halves.
    private static func remainders(of number: Natural, _ divisors: ArraySlice<Natural>) -> [Natural] {
        guard divisors.count > 1 else { return divisors.map { number % $0 } }
        let middle = divisors.startIndex + divisors.count / 2
        let reduced = divisors.count > 8 ? number % product(divisors) : number
        return remainders(of: reduced, divisors[..<middle]) + remainders(of: reduced, divisors[middle...])
    }

    private static func product(_ numbers: ArraySlice<Natural>) -> Natural {
        guard numbers.count > 1 else { return numbers.first ?? .one }
        let middle = numbers.startIndex + numbers.count / 2
        return product(numbers[..<middle]) * product(numbers[middle...])
    }
}
