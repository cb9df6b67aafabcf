public import Wire

/// TPM2_ReadPublic — Part 3, 12.4: the public area of a loaded object: a claim, unless the call is made over a session
/// that authenticates it.
public struct ReadPublic: Command {
    public static let code = CommandCode.readPublic

    public var objectHandle: Entity

    public init(objectHandle: Entity) {
        self.objectHandle = objectHandle
    }

    public var handles: [CommandHandle] { [.named(objectHandle)] }

    public struct Response: CommandResponse {
        public var outPublic: Sized<Public>
        public var name: Buffer
        public var qualifiedName: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            outPublic = try read()
            name = try read()
            qualifiedName = try read()
        }
    }
}
