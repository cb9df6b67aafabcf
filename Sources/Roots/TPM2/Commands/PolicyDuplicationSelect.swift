/// TPM2_PolicyDuplicationSelect — Part 3, 23.15: only duplication, of this object, to this parent.
public struct PolicyDuplicationSelect: Command {
    public static let code = CommandCode.policyDuplicationSelect

    public var policySession: Entity
    public var objectName: Buffer
    public var newParentName: Buffer
    public var includeObject: Bool

    public init(policySession: Entity, objectName: Buffer, newParentName: Buffer, includeObject: Bool) {
        self.policySession = policySession
        self.objectName = objectName
        self.newParentName = newParentName
        self.includeObject = includeObject
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(objectName, newParentName, includeObject) }

    public typealias Response = NoResponse
}
