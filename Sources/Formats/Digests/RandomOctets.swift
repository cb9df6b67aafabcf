/// Octets of the system's cryptographically secure generator (getrandom on Linux): fit for keys, nonces, salts and names.
public func randomOctets(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var octets: [UInt8] = []
    octets.reserveCapacity(count)
    // Eight octets a call of the system.
    while octets.count < count {
        let word: UInt64 = generator.next()
        for place in 0..<min(8, count - octets.count) { octets.append(UInt8(truncatingIfNeeded: word >> (8 * place))) }
    }
    return octets
}
