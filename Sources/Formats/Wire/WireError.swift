/// Why bytes could not be read or written, and where.
public struct WireError: Error, Hashable, Sendable {
    /// What was wrong with the bytes.
    public enum Reason: UInt8, Sendable {
        /// The input ends before the field does.
        case truncated
        /// The structure ended and bytes are left over.
        case trailingBytes
        /// The field's value is not one that the specification allows here.
        case badValue
        /// A length or count exceeds the stated limit.
        case tooLong
        /// Structures are nested deeper than the stated limit.
        case tooDeep
    }

    public var reason: Reason
    /// Octets from the beginning of the input to the offending field.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        switch reason {
        case .truncated: "truncated at byte \(offset)"
        case .trailingBytes: "trailing bytes at byte \(offset)"
        case .badValue: "bad value at byte \(offset)"
        case .tooLong: "too long at byte \(offset)"
        case .tooDeep: "nested too deeply at byte \(offset)"
        }
    }
}
