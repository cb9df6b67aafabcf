/// What one modulus says about itself.
struct ModulusCheck: Sendable {
    var weaknesses: [KeyWeakness] = []
    var infineon: InfineonForm?

    /// Fermat's method finds factors that differ by less than about N^¼ at once; a good generator's never do. As many steps as
    /// the finder of CVE-2022-26320 took (Böck, "Fermat Attack on RSA", 2022).
    private static let fermatSteps = 100
    private static let oddPrimesBelow1000 = SmallPrime.primes(168).dropFirst().reduce(Natural.one) { $0 * Natural($1) }

    init(_ modulus: Natural) {
        if modulus.isEven { weaknesses.append(.even) }
        let common = Natural.gcd(modulus, Self.oddPrimesBelow1000)
        // A modulus that is such a prime itself has no factors; it has no secret either.
        if !common.isOne { weaknesses.append(.smallFactor) }
        if !modulus.isEven, Self.hasCloseFactors(modulus) { weaknesses.append(.closeFactors) }
        infineon = InfineonForm(modulus)
        if infineon != nil { weaknesses.append(.infineon) }
    }

    /// N = a² − b² with small b, for an odd N.
    private static func hasCloseFactors(_ modulus: Natural) -> Bool {
        let (root, isExact) = modulus.squareRoot
        guard !isExact else { return true }
        // a starts above the root; a² − N grows by 2a + 1.
        var middle = root + .one
        var difference = middle * middle - modulus
        for _ in 0..<fermatSteps {
            // A factor of 1 is none: b = a − 1.
            if difference.isSquare, difference.squareRoot.root + .one < middle { return true }
            difference = difference + (middle << 1) + .one
            middle = middle + .one
        }
        return false
    }
}
