public import Wire

/// TPM2_Import — Part 3, 13.3: takes a duplicated object under a parent.
public struct Import: Command {
    public static let code = CommandCode.import

    /// USER
    public var parentHandle: Entity
    public var encryptionKey: Buffer
    public var objectPublic: Sized<Public>
    public var duplicate: Buffer
    public var inSymSeed: Buffer
    public var symmetricAlg: SymmetricDefinition

    public init(
        parentHandle: Entity,
        encryptionKey: Buffer = [],
        objectPublic: Sized<Public>,
        duplicate: Buffer,
        inSymSeed: Buffer,
        symmetricAlg: SymmetricDefinition = .null
    ) {
        self.parentHandle = parentHandle
        self.encryptionKey = encryptionKey
        self.objectPublic = objectPublic
        self.duplicate = duplicate
        self.inSymSeed = inSymSeed
        self.symmetricAlg = symmetricAlg
    }

    public var handles: [CommandHandle] { [.authorized(parentHandle)] }
    public func writeParameters(to write: inout ParameterWriter) {
        write(encryptionKey, objectPublic, duplicate, inSymSeed, symmetricAlg)
    }

    public struct Response: CommandResponse {
        public var outPrivate: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            outPrivate = try read()
        }
    }
}
