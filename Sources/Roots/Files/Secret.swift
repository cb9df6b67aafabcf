public import Model

/// Octets that are never printed: a PIN, a passphrase, an authorization value.
public struct Secret: Sendable {
    public let octets: [UInt8]

    public init(_ octets: [UInt8]) { self.octets = octets }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Secret(not shown)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension BedplateError.Code {
    /// A PIN or an authorization value was refused. It is never tried again by itself: homes of keys lock after a few.
    public static let pinIncorrect = Self("pin-incorrect")
    /// The home of the key takes no PIN any more.
    public static let pinLocked = Self("pin-locked")
}
