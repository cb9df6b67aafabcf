/// psa-security-lifecycle — RFC 9783, 4.3.1. The upper octet is the state, the lower one the implementation's own.
public struct PSALifecycle: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public enum State: UInt8, Sendable {
        case unknown = 0x00
        case assemblyAndTest = 0x10
        case rootOfTrustProvisioning = 0x20
        case secured = 0x30
        /// Debugging of what is not the root of trust is possible.
        case nonRootOfTrustDebug = 0x40
        /// Debugging of the root of trust is possible, and can be ended.
        case recoverableRootOfTrustDebug = 0x50
        case decommissioned = 0x60
    }

    public init(_ state: State) { rawValue = UInt16(state.rawValue) << 8 }

    /// Nil for a number that no state has.
    public var state: State? { State(rawValue: UInt8(rawValue >> 8)) }
}
