/// The octets under which a key file is encrypted. Never printed.
public struct Passphrase: Sendable {
    let bytes: [UInt8]

    /// The longest passphrase, in octets.
    public static let sizeLimit = 1024

    /// Nil for an empty passphrase and for one that is too long.
    public init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= Self.sizeLimit else { return nil }
        self.bytes = bytes
    }
}

extension Passphrase: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Passphrase(not shown)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
