internal import Wire

extension TPM {
    /// Makes a primary key and takes its Name from the public area that came back.
    ///
    /// - Parameter session: over which the answer is authenticated. Without it the public area is only a claim, to be
    ///   verified before anything is built on it: an endorsement key against its certificate.
    /// - Throws: ``TPMError/contradictory(_:_:)`` if the key is not what the template asks for.
    public func createPrimary(
        in hierarchy: Entity,
        _ template: Public,
        auth: Authorization = .empty,
        sensitive: SensitiveCreate = SensitiveCreate(),
        over session: Session? = nil
    ) throws -> LoadedObject {
        let response = try execute(
            CreatePrimary(primaryHandle: hierarchy, inSensitive: Sized(sensitive), inPublic: Sized(template)),
            auth: auth,
            over: session
        )
        let made = response.outPublic.body
        guard made.matches(template) else {
            throw TPMError.contradictory(.createPrimary, "a key of another kind than the template's")
        }
        let object = try LoadedObject(response.objectHandle, made)
        guard object.name == response.name.bytes else {
            throw TPMError.contradictory(.createPrimary, "the Name is not that of the public area")
        }
        return object
    }

    /// Loads an object whose public area is known.
    public func load(
        _ privateArea: Buffer,
        _ publicArea: Public,
        under parent: LoadedObject,
        auth: Authorization = .empty,
        over session: Session? = nil
    ) throws -> LoadedObject {
        let response = try execute(
            Load(parentHandle: parent.entity, inPrivate: privateArea, inPublic: Sized(publicArea)),
            auth: auth,
            over: session
        )
        return try named(response.objectHandle, publicArea, response.name, .load)
    }

    /// Loads a public key from elsewhere.
    public func loadExternal(
        _ publicArea: Public,
        hierarchy: Handle = .null,
        over session: Session? = nil
    ) throws -> LoadedObject {
        let response = try execute(
            LoadExternal(inPublic: Sized(publicArea), hierarchy: hierarchy),
            over: session
        )
        return try named(response.objectHandle, publicArea, response.name, .loadExternal)
    }

    private func named(
        _ handle: Handle,
        _ publicArea: Public,
        _ name: Buffer,
        _ code: CommandCode
    ) throws -> LoadedObject {
        let object = try LoadedObject(handle, publicArea)
        guard object.name == name.bytes else {
            throw TPMError.contradictory(code, "the Name is not that of the public area")
        }
        return object
    }

    /// The object at a persistent handle, as the TPM describes it: a claim, unless made over a session.
    public func readPublic(_ handle: Handle, over session: Session? = nil) throws -> LoadedObject {
        // The Name is what is asked for, so the call cannot be bound to it. With a session the command's HMAC needs
        // it; the first reading is without, the second proves it.
        let claimed = try execute(ReadPublic(objectHandle: Entity(handle))).outPublic.body
        let object = try LoadedObject(handle, claimed)
        guard let session else { return object }
        let proven = try execute(ReadPublic(objectHandle: object.entity), over: session)
        guard proven.outPublic.body == claimed, proven.name.bytes == object.name else {
            throw TPMError.contradictory(.readPublic, "two readings differ")
        }
        return object
    }
}

extension Public {
    /// Whether this is a key made from the template: everything but the unique value is the same.
    public func matches(_ template: Public) -> Bool {
        nameAlg == template.nameAlg && objectAttributes == template.objectAttributes
            && authPolicy == template.authPolicy && key.withoutUnique == template.key.withoutUnique
    }
}
