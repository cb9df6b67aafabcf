/// A command of Part 3: its table as a struct, rows in order; the response is its sibling.
///
/// Adding one takes five minutes: fields, ``handles``, ``writeParameters(to:)``, and a `Response` that reads its
/// fields. Whether the first parameter can be encrypted follows from its type (``SizedParameter``).
public protocol Command: Sendable {
    associatedtype Response: CommandResponse
    static var code: CommandCode { get }
    /// The handle area, in order; those that need authorization come first.
    var handles: [CommandHandle] { get }
    func writeParameters(to write: inout ParameterWriter)
    /// The authorization value that the first handle's entity has once the command succeeded, when the command
    /// changes it: the response is authenticated with it (Part 1, 17.6.5).
    var newAuthorization: [UInt8]? { get }
}

extension Command {
    public var handles: [CommandHandle] { [] }
    public func writeParameters(to write: inout ParameterWriter) {}
    public var newAuthorization: [UInt8]? { nil }
}

/// A handle in a command's handle area.
public enum CommandHandle: Hashable, Sendable {
    /// Needs an authorization.
    case authorized(Entity)
    /// Only named.
    case named(Entity)

    public var entity: Entity {
        switch self {
        case .authorized(let entity), .named(let entity): entity
        }
    }
}
