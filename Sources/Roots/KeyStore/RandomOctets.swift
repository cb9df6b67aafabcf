/// Octets of the system's generator (getrandom on Linux), fit for keys, salts and names.
func randomOctets(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
