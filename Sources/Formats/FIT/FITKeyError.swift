/// A key node of a control tree that no boot loader could compute with.
public struct FITKeyError: Error, Hashable, Sendable {
    /// The property that is missing or wrong.
    public var property: String
    /// Octets from the beginning of the control tree.
    public var offset: Int

    public init(_ property: String, at offset: Int) {
        self.property = property
        self.offset = offset
    }
}

extension FITKeyError: CustomStringConvertible {
    public var description: String { "key node: \(property) at byte \(offset)" }
}
