public import Model

/// For each of many moduli, the greatest common divisor with the product of all others, in near-linear time.
///
/// After Bernstein's batch gcd ("How to find smooth parts of integers", 2004): a product tree P, and down the same tree. He
/// takes P modulo N² for every N, and gcd(N, (P mod N²)/N). Here the tree carries Q beside P, the sum of P/N over all N. P/N' is
/// a multiple of N for every other N', so Q mod N = P/N mod N, the same number, and nothing has to be squared. And down the
/// tree goes Q/P as a binary fraction that is multiplied by the sibling's product at each node (Bernstein's scaled
/// remainder tree, 2004): one division at the root, and multiplications of falling size beneath. That takes six tenths of the
/// time of the squared tree (Benchmarks/README.md). Each leaf checks itself: what is left of a fraction times its modulus is a whole number, but for an
/// error that the extra places keep below 2⁻⁵⁰.
///
/// The tree is cut into as many parts as there are workers, so that they never wait for one large product.
public struct BatchGCD: Sendable {
    /// A modulus that shares something: which, and the divisor, which is the modulus itself if all of it is shared.
    public struct Shared: Hashable, Sendable {
        public var index: Int
        /// Big-endian.
        public var divisor: [UInt8]
    }

    /// The levels of products that are kept, below each part's root; those beneath are made anew in parts. Each level takes as
    /// many octets as the moduli.
    static let keptLevels = 6
    /// Limbs of a fraction beyond those of its modulus: one is lost to rounding sizes up, one is more than levels can lose.
    private static let extraPlaces = 2
    /// GMP ends the process above 2³⁷ bits in one number.
    static let octetLimit = 1 << 33

    let moduli: Moduli
    let workers: Int
    let meter: ProgressMeter?

    /// - Parameter moduli: each at least 2.
    init(_ moduli: Moduli, workers: Int, meter: ProgressMeter? = nil) {
        self.moduli = moduli
        self.workers = max(1, min(workers, 16, moduli.count / 2))
        self.meter = meter
    }

    /// What a run takes of memory at most, in octets, beside the moduli themselves: the kept levels, sums and fractions, and
    /// what GMP multiplies and divides in, in each thread. Benchmarks/README.md has what was measured: 23 times the octets.
    public static func memory(octets: Int, count: Int) -> Int { (keptLevels + 20) * octets + 400 * count }

    /// Those that share anything, by index.
    func run() throws(BedplateError) -> [(index: Int, divisor: Natural)] {
        guard moduli.count > 1 else { return [] }
        let parts = division()
        meter?.begin(2 * moduli.count * levels(moduli.count))
        let grown = try Workers.run(parts.count) { part in
            ProductNode.grownWithSum(moduli, parts[part], kept: Self.keptLevels, meter)
        }
        let found = try Workers.run(parts.count) { (part) throws(BedplateError) in
            // Of all moduli, not of the part's only: what the others contribute is one factor for the whole part.
            var sum = grown[part].sum
            let node = grown[part].node
            for other in grown.indices where other != part {
                sum = sum * (grown[other].node.product % node.product) % node.product
            }
            let places = node.product.limbs + Self.extraPlaces
            let fraction = (sum % node.product).shifted(up: places) / node.product
            var shared: [(index: Int, divisor: Natural)] = []
            try descend(node, fraction, places, &shared)
            return shared
        }
        return found.flatMap { $0 }
    }

    private func descend(
        _ node: ProductNode,
        _ fraction: Natural,
        _ places: Int,
        _ shared: inout [(index: Int, divisor: Natural)]
    ) throws(BedplateError) {
        guard node.range.count > 1 else {
            if let divisor = try divisor(node.product, fraction, places) {
                shared.append((node.range.lowerBound, divisor))
            }
            return
        }
        let whole = node.children == nil ? ProductNode.grown(moduli, node.range, kept: Self.keptLevels, nil) : node
        guard let (left, right) = whole.children else { return }
        let leftPlaces = left.product.limbs + Self.extraPlaces
        let rightPlaces = right.product.limbs + Self.extraPlaces
        let leftFraction = fraction.fraction(times: right.product, places: places, dropping: places - leftPlaces)
        let rightFraction = fraction.fraction(times: left.product, places: places, dropping: places - rightPlaces)
        meter?.advance(node.range.count)
        try descend(left, leftFraction, leftPlaces, &shared)
        try descend(right, rightFraction, rightPlaces, &shared)
    }

    /// Nil if the modulus shares nothing.
    private func divisor(_ modulus: Natural, _ fraction: Natural, _ places: Int) throws(BedplateError) -> Natural? {
        // The fraction is too small by next to nothing: so little is added that it can only reach the whole number above.
        let product = fraction * modulus + (Natural.one << (places * 64 - 32))
        let remainder = product >> (places * 64)
        let rest = product - remainder.shifted(up: places)
        guard (rest >> (places * 64 - 31)).isZero else {
            throw BedplateError(.corrupt, "the batch gcd went wrong: a remainder is not a whole number")
        }
        let divisor = Natural.gcd(modulus, remainder % modulus)
        return divisor.isOne ? nil : divisor
    }

    /// The moduli in as many parts as there are workers, of about as many octets each.
    private func division() -> [Range<Int>] {
        var parts = [0..<moduli.count]
        while parts.count < workers {
            guard let largest = parts.indices.max(by: { parts[$0].count < parts[$1].count }) else { break }
            let part = parts[largest]
            let middle = moduli.middle(of: part)
            parts.replaceSubrange(largest...largest, with: [part.lowerBound..<middle, middle..<part.upperBound])
        }
        return parts
    }

    private func levels(_ count: Int) -> Int { max(1, Int.bitWidth - (count - 1).leadingZeroBitCount) }
}

extension BatchGCD {
    /// The same for a caller outside: what is below 2 shares nothing.
    ///
    /// - Throws: ``Model/BedplateError/Code/tooLarge`` before anything is done, if it would take more memory than `memory`
    ///   octets.
    public static func shared(
        among moduli: Moduli,
        workers: Int = 2,
        memory: Int = FleetSurvey.memoryLimit,
        progress: FleetProgress.Callback? = nil
    ) throws(BedplateError) -> [Shared] {
        let indices = (0..<moduli.count).filter { moduli.isAtLeastTwo($0) }
        let wanted = indices.count == moduli.count ? moduli : moduli.subset(indices)
        try check(wanted, memory: memory)
        let meter = progress.map { ProgressMeter(.sharedPrimes, $0) }
        return try BatchGCD(wanted, workers: workers, meter: meter).run().map {
            Shared(index: indices[$0.index], divisor: $0.divisor.octets)
        }
    }

    static func check(_ moduli: Moduli, memory: Int) throws(BedplateError) {
        let needed = Self.memory(octets: moduli.octetCount, count: moduli.count)
        guard needed <= memory, moduli.octetCount <= octetLimit else {
            throw BedplateError(
                .tooLarge,
                "\(moduli.count) moduli of \(moduli.octetCount) octets would take \(needed >> 20) MiB of memory",
                hint: "allow more memory, or compare fewer keys at once"
            )
        }
    }
}

extension Moduli {
    func isAtLeastTwo(_ index: Int) -> Bool {
        let octets = octets(at: index)
        return octets.count > 1 || octets.first.map { $0 > 1 } == true
    }
}

extension BedplateError.Code {
    /// More than the limits allow.
    public static let tooLarge = Self("fleet.too-large")
}
