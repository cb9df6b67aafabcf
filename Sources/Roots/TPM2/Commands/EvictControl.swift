/// TPM2_EvictControl — Part 3, 28.5: makes a transient object persistent, or removes a persistent one.
public struct EvictControl: Command {
    public static let code = CommandCode.evictControl

    /// USER: owner or platform.
    public var auth: Entity
    public var objectHandle: Entity
    public var persistentHandle: Handle

    public init(auth: Entity, objectHandle: Entity, persistentHandle: Handle) {
        self.auth = auth
        self.objectHandle = objectHandle
        self.persistentHandle = persistentHandle
    }

    public var handles: [CommandHandle] { [.authorized(auth), .named(objectHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(persistentHandle) }

    public typealias Response = NoResponse
}
