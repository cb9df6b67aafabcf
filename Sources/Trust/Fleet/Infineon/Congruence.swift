/// x ≡ residue (mod modulus), a small prime power.
struct Congruence {
    var residue: UInt
    var modulus: UInt

    /// The least number that meets all, whose moduli have no common divisors (Chinese remainder theorem).
    static func joined(_ congruences: [Congruence]) -> Natural {
        var sum = Natural.zero
        var product = Natural.one
        for congruence in congruences {
            // sum + product·t ≡ residue; moduli are at most 1427, so t is found by trying.
            let step = product % congruence.modulus
            var value = sum % congruence.modulus
            var count: UInt = 0
            while value != congruence.residue, count < congruence.modulus {
                value = (value + step) % congruence.modulus
                count += 1
            }
            sum = sum + product * Natural(count)
            product = product * Natural(congruence.modulus)
        }
        return sum
    }
}
