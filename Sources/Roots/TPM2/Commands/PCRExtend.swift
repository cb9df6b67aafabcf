/// TPM2_PCR_Extend — Part 3, 22.2: extends a PCR in every bank that a digest is given for.
public struct PCRExtend: Command {
    public static let code = CommandCode.pcrExtend

    /// USER: the empty authorization value unless the platform set one.
    public var pcrHandle: Entity
    public var digests: List<TaggedHash>

    public init(pcrHandle: Entity, digests: List<TaggedHash>) {
        self.pcrHandle = pcrHandle
        self.digests = digests
    }

    public var handles: [CommandHandle] { [.authorized(pcrHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(digests) }

    public typealias Response = NoResponse
}
