public import Wire

/// TPMA_CC — Part 2, 8.9: a command and what it touches.
public struct CommandAttributes: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// commandIndex, with the vendor bit.
    public var code: CommandCode { CommandCode(rawValue: rawValue & 0x2000_FFFF) }
    /// Handles in the command's handle area.
    public var handleCount: Int { Int(rawValue >> 25 & 7) }
    /// Whether the response has a handle.
    public var returnsHandle: Bool { rawValue & 1 << 28 != 0 }
}
