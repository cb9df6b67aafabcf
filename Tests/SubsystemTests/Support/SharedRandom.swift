import Digests

/// The randomness that the process has.
enum SharedRandom {
    static func octets(_ count: Int) -> [UInt8] { randomOctets(count) }
}
