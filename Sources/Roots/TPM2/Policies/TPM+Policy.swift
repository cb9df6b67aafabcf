extension TPM {
    /// Executes the policy's assertions in a policy session, in order.
    ///
    /// - Parameters:
    ///   - authorizations: for ``Policy/Assertion/secret(name:policyRef:)``: how each entity is authorized; a hierarchy
    ///     that is not named here has the empty authorization value.
    /// - Throws: ``TPMError/misuse(_:_:)`` for an assertion that needs a signature or an NV index: run its command.
    public func satisfy(
        _ policy: Policy,
        in session: Session,
        authorizations: [(entity: Entity, authorization: Authorization)] = []
    ) throws {
        let entity = session.entity
        for assertion in policy.assertions {
            switch assertion {
            case .pcr(let selection, let digest):
                try execute(PolicyPCR(policySession: entity, pcrDigest: Buffer(digest), pcrs: selection))
            case .secret(let name, let policyRef):
                let (owner, authorization) = try Self.holder(of: name, authorizations)
                try execute(
                    PolicySecret(authHandle: owner, policySession: entity, policyRef: Buffer(policyRef)),
                    auth: authorization
                )
            case .authValue:
                try execute(PolicyAuthValue(policySession: entity))
                session.provesAuthValue = true
            case .commandCode(let code):
                try execute(PolicyCommandCode(policySession: entity, commandCode: code))
            case .or(let branches):
                try execute(PolicyOR(policySession: entity, pHashList: List(branches.map { Buffer($0) })))
            case .locality(let locality):
                try execute(PolicyLocality(policySession: entity, locality: locality))
            case .cpHash(let hash):
                try execute(PolicyCpHash(policySession: entity, cpHashA: Buffer(hash)))
            case .nameHash(let hash):
                try execute(PolicyNameHash(policySession: entity, nameHash: Buffer(hash)))
            case .duplicationSelect(let object, let newParent, let includeObject):
                try execute(
                    PolicyDuplicationSelect(
                        policySession: entity,
                        objectName: Buffer(object),
                        newParentName: Buffer(newParent),
                        includeObject: includeObject
                    )
                )
            case .signed: throw TPMError.misuse(.policySigned, "needs a signature: run the command")
            case .authorize: throw TPMError.misuse(.policyAuthorize, "needs a signature: run the command")
            case .authorizeNV: throw TPMError.misuse(.policyAuthorizeNV, "needs an NV index: run the command")
            case .nv, .nvWritten: throw TPMError.misuse(.policyNV, "needs an NV index: run the command")
            case .password: throw TPMError.misuse(.policyPassword, "sends the value in the clear: use authValue")
            }
        }
    }

    private static func holder(
        of name: [UInt8],
        _ authorizations: [(entity: Entity, authorization: Authorization)]
    ) throws -> (Entity, Authorization) {
        if let known = authorizations.first(where: { $0.entity.name == name }) { return known }
        guard name.count == 4 else { throw TPMError.misuse(.policySecret, "no authorization for the named entity") }
        let handle = Handle(rawValue: name.reduce(0) { $0 << 8 | UInt32($1) })
        return (Entity(handle), .empty)
    }
}
