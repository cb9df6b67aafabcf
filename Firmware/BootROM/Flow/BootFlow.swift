import BootCrypto

/// The order of the boot flow, kept in two words: each step turns the word and mixes itself in, so that a step which is left
/// out, repeated or out of order leaves another word at the end.
///
/// Kept in memory that the compiler may not keep in mind: it would know the end already.
struct BootFlow {
    private let word: Register

    /// From reset to the policy.
    static var boot: BootFlow { BootFlow(word: Register(WorkingMemory.bootFlow)) }
    /// From a slot to the jump; begun again for each.
    static var image: BootFlow { BootFlow(word: Register(WorkingMemory.imageFlow)) }

    /// A step; any two differ in at least 12 of their bits.
    enum Step {
        static var start: UInt32 { 0x6B2D_94E1 }
        static var romIntegrity: UInt32 { 0x9A57_3C0F }
        static var knownAnswers: UInt32 { 0x35E8_C2B6 }
        static var lifecycle: UInt32 { 0xD419_6A7D }
        static var policy: UInt32 { 0x4E83_F558 }
        static var loaded: UInt32 { 0xA17C_0B93 }
        static var verified: UInt32 { 0x78D6_5D2A }
        static var measured: UInt32 { 0xC30A_A6C4 }
        static var locked: UInt32 { 0x1FB5_7139 }
    }

    #if UNHARDENED
    func begin() {}

    @inline(__always)
    func pass(_ step: UInt32) {}
    #else
    func begin() { word.store(Step.start) }

    @inline(__always)
    func pass(_ step: UInt32) { word.store(Self.mixed(word.load(), step)) }
    #endif

    /// What is wrong: zero if the steps were these, each once, in this order.
    @inline(__always)
    static var bootDifference: UInt32 {
        var expected = mixed(Step.start, Step.romIntegrity)
        expected = mixed(expected, Step.knownAnswers)
        expected = mixed(expected, Step.lifecycle)
        expected = mixed(expected, Step.policy)
        return boot.word.load() ^ expected
    }

    @inline(__always)
    static var loadedDifference: UInt32 { image.word.load() ^ mixed(Step.start, Step.loaded) }

    @inline(__always)
    static var imageDifference: UInt32 {
        var expected = mixed(Step.start, Step.loaded)
        expected = mixed(expected, Step.verified)
        expected = mixed(expected, Step.measured)
        expected = mixed(expected, Step.locked)
        return image.word.load() ^ expected
    }

    @inline(__always)
    private static func mixed(_ word: UInt32, _ step: UInt32) -> UInt32 { (word << 7 | word >> 25) ^ step }
}
