public import Wire

/// Where a device stands between its manufacture and its end. One way: each state's fuse bits contain those before.
///
/// Not an enum: what is read from fuses may be none of these, and then is no state in which anything is allowed.
public struct Lifecycle: RawRepresentable, Hashable, Sendable {
    /// Bits of ``Fuse/lifecycle``.
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// As it left the fab: no secret, no key, debug open.
    public static var blank: Lifecycle { Lifecycle(rawValue: 0) }
    /// On the station: has its secret; keys and policies are burned.
    public static var provisioning: Lifecycle { Lifecycle(rawValue: 0b0001) }
    /// In the field: boots signed images only, debug closed.
    public static var secured: Lifecycle { Lifecycle(rawValue: 0b0011) }
    /// Back at its maker: debug open, and its secrets destroyed before.
    public static var returned: Lifecycle { Lifecycle(rawValue: 0b0111) }
    /// Boots nothing.
    public static var retired: Lifecycle { Lifecycle(rawValue: 0b1111) }

    public var isKnown: Bool { rawValue & (rawValue &+ 1) == 0 && rawValue <= 0b1111 }
    /// Whether fuses may be burned at all.
    public var isOpen: Bool { self == .blank || self == .provisioning }
}

extension Lifecycle: Wire {}
