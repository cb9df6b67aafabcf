/// Random octets that a seed decides, for runs that can be repeated. One test uses it, on one thread.
final class SeededRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// SplitMix64.
    func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    func below(_ limit: Int) -> Int { Int(next() >> 33) % limit }

    func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) } }
}
