public import Wire

/// TPM2_Duplicate — Part 3, 13.1: exports an object for another parent.
public struct Duplicate: Command {
    public static let code = CommandCode.duplicate

    /// DUP: only by policy.
    public var objectHandle: Entity
    public var newParentHandle: Entity
    /// The key of the inner wrapper; empty for none, or when the TPM chooses.
    public var encryptionKeyIn: Buffer
    public var symmetricAlg: SymmetricDefinition

    public init(
        objectHandle: Entity,
        newParentHandle: Entity,
        encryptionKeyIn: Buffer = [],
        symmetricAlg: SymmetricDefinition = .null
    ) {
        self.objectHandle = objectHandle
        self.newParentHandle = newParentHandle
        self.encryptionKeyIn = encryptionKeyIn
        self.symmetricAlg = symmetricAlg
    }

    public var handles: [CommandHandle] { [.authorized(objectHandle), .named(newParentHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(encryptionKeyIn, symmetricAlg) }

    public struct Response: CommandResponse {
        public var encryptionKeyOut: Buffer
        public var duplicate: Buffer
        public var outSymSeed: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            encryptionKeyOut = try read()
            duplicate = try read()
            outSymSeed = try read()
        }
    }
}
