#if !UNHARDENED
/// The answer of a check whose wrong answer would start foreign code.
///
/// Not a `Bool`: one is made by a branch, and a fault that skips a branch makes the answer. A decision is computed from
/// what was compared, so that nothing is left to skip: equal values give ``granted`` and every other pair something else.
/// The two named values differ in 16 bits.
public struct Decision: Sendable {
    public let rawValue: UInt32

    /// 0x5A3C_A5C3
    public static var granted: Decision { Decision(rawValue: 0x5A3C_A5C3) }
    /// As far from ``granted`` as from its complement, which a fault may make of a value.
    public static var refused: Decision { Decision(rawValue: 0x66AA_6655) }

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Granted for no difference at all.
    ///
    /// - Parameter difference: the bits in which two values differ, folded into one word by OR.
    @inline(__always)
    public init(difference: UInt32) {
        // All ones if any bit is set: the sign of x | -x.
        let mask = UInt32(bitPattern: Int32(bitPattern: difference | (0 &- difference)) >> 31)
        self.init(rawValue: Self.granted.rawValue ^ mask)
    }

    /// Granted if both are.
    @inline(__always)
    public func and(_ other: Decision) -> Decision {
        Decision(difference: (rawValue ^ Self.granted.rawValue) | (other.rawValue ^ Self.granted.rawValue))
    }

    /// For a branch; what the branch learns stays with it.
    ///
    /// Were the value itself compared, the compiler would know it behind the branch and would leave out everything that is
    /// made of it there: the decisions that were to stand beside the branch.
    public var isGranted: Bool { Self.hidden(rawValue) == Self.granted.rawValue }

    /// The same value, of which the compiler knows nothing.
    @inline(never)
    @_optimize(none)
    private static func hidden(_ value: UInt32) -> UInt32 { value }

    /// Whether the octets are the same. Refused for two lengths; takes as long for every content.
    public static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Decision {
        guard left.count == right.count else { return .refused }
        var difference: UInt32 = 0
        var place = 0
        while place < left.count {
            difference |= UInt32(left[place] ^ right[place])
            place &+= 1
        }
        // A loop that ended early compared too little.
        return Decision(difference: difference | UInt32(truncatingIfNeeded: place ^ right.count))
    }
}
#endif
