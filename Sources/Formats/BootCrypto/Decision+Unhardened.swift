#if UNHARDENED
/// What a decision is where nobody thinks of faults: an answer, made once and by a branch. For a ROM that the campaign of
/// faults must break, and for nothing else.
public struct Decision: Sendable {
    public let isGranted: Bool

    public static var granted: Decision { Decision(isGranted: true) }
    public static var refused: Decision { Decision(isGranted: false) }

    /// As the other decisions have it.
    public var rawValue: UInt32 { isGranted ? 0x5A3C_A5C3 : ~0x5A3C_A5C3 }

    init(isGranted: Bool) { self.isGranted = isGranted }

    @inline(__always)
    public init(difference: UInt32) { isGranted = difference == 0 }

    @inline(__always)
    public func and(_ other: Decision) -> Decision { Decision(isGranted: isGranted && other.isGranted) }

    public static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Decision {
        guard left.count == right.count else { return .refused }
        var place = 0
        while place < left.count {
            if left[place] != right[place] { return .refused }
            place &+= 1
        }
        return .granted
    }
}
#endif
