extension TrustedSession {
    public func createPrimary(
        in hierarchy: Entity,
        _ template: Public,
        auth: Authorization = .empty,
        sensitive: SensitiveCreate = SensitiveCreate()
    ) throws -> LoadedObject {
        try tpm.createPrimary(in: hierarchy, template, auth: auth, sensitive: sensitive, over: session)
    }

    /// Octets of the TPM's random generator, encrypted on the way.
    public func random(_ count: UInt16) throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < Int(count) {
            let part = try execute(GetRandom(bytesRequested: count - UInt16(octets.count))).randomBytes.bytes
            guard !part.isEmpty, octets.count + part.count <= Int(count) else {
                throw TPMError.contradictory(.getRandom, "\(part.count) octets")
            }
            octets += part
        }
        return octets
    }

    /// Opens a credential with the endorsement key.
    ///
    /// - Parameters:
    ///   - endorsement: how the endorsement hierarchy is authorized, for the key's policy.
    /// - Returns: the secret; it travelled encrypted.
    public func activate(
        _ credential: Credential,
        for object: LoadedObject,
        with endorsementKey: LoadedObject,
        _ template: EndorsementKeyTemplate,
        objectAuth: Authorization = .empty,
        endorsement: Authorization = .empty
    ) throws -> [UInt8] {
        try tpm.scoped {
            let policy = try tpm.startSession(.policy, hash: template.nameAlg, symmetric: .null)
            try tpm.satisfy(template.policy(), in: policy, authorizations: [(.endorsement, endorsement)])
            let (blob, secret) = try credential.parameters()
            return try execute(
                ActivateCredential(
                    activateHandle: object.entity,
                    keyHandle: endorsementKey.entity,
                    credentialBlob: blob,
                    secret: secret
                ),
                auth: objectAuth,
                .policy(policy)
            ).certInfo.bytes
        }
    }

    /// Takes a sealed object under the storage key it was made for.
    public func importObject(_ sealed: SealedObject, under parent: LoadedObject, auth: Authorization = .empty) throws
        -> LoadedObject
    {
        let area = sealed.public.body
        let imported = try execute(
            Import(
                parentHandle: parent.entity,
                objectPublic: sealed.public,
                duplicate: sealed.duplicate,
                inSymSeed: sealed.inSymSeed
            ),
            auth: auth
        )
        return try tpm.load(imported.outPrivate, area, under: parent, auth: auth, over: session)
    }

    /// The data of a sealed object, whose policy is satisfied in a session of its own.
    public func unseal(
        _ object: LoadedObject,
        _ policy: Policy,
        authValue: [UInt8] = [],
        authorizations: [(entity: Entity, authorization: Authorization)] = []
    ) throws -> [UInt8] {
        try tpm.scoped {
            let session = try tpm.startSession(.policy, hash: object.public.nameAlg, symmetric: .null)
            try tpm.satisfy(policy, in: session, authorizations: authorizations)
            return try execute(Unseal(itemHandle: object.entity), auth: .policy(session, authValue: authValue))
                .outData.bytes
        }
    }
}
