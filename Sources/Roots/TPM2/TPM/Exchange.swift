internal import Digests
internal import Wire

/// One command and its response: builds the octets that go out, checks those that come back.
struct Exchange<C: Command> {
    private let command: C
    private var uses: [SessionUse]
    /// Indices into ``uses``.
    private var decrypting: Int?
    private var encrypting: Int?
    private let shape = C.Response.shape

    init(
        _ command: C,
        _ authorizations: [Authorization],
        over session: Session?,
        encrypt: ParameterEncryption
    ) throws {
        self.command = command
        let authorized = command.handles.compactMap { handle -> Entity? in
            if case .authorized(let entity) = handle { entity } else { nil }
        }
        guard authorized.count == authorizations.count else {
            throw TPMError.misuse(C.code, "\(authorized.count) authorizations needed, \(authorizations.count) given")
        }
        uses = zip(authorizations, authorized).map { SessionUse($0, for: $1) }
        if let session, !uses.contains(where: { $0.session === session }) {
            uses.append(SessionUse(encryptingOnly: session))
        }
        let sessions = uses.compactMap(\.session)
        guard sessions.allSatisfy(\.isOpen) else { throw TPMError.sessionEnded }
        guard Set(sessions.map(\.handle)).count == sessions.count, uses.count <= 3 else {
            throw TPMError.misuse(C.code, "a session may be used once in a command, and three at most")
        }
        try chooseEncryption(encrypt, over: session)
    }

    private mutating func chooseEncryption(_ encrypt: ParameterEncryption, over session: Session?) throws {
        var parameters = ParameterWriter()
        command.writeParameters(to: &parameters)
        let candidate = uses.firstIndex { use in
            guard let own = use.session, own.symmetric != .null, own.type != .trial else { return false }
            return session == nil || own === session
        }
        let wanted: (command: Bool, response: Bool, required: Bool) =
            switch encrypt {
            case .none: (false, false, false)
            case .wherePossible: (parameters.firstIsSized, shape.firstIsSized, false)
            case .command: (true, false, true)
            case .response: (false, true, true)
            case .both: (true, true, true)
            }
        guard wanted.required else {
            if wanted.command { decrypting = candidate }
            if wanted.response { encrypting = candidate }
            return setAttributes()
        }
        guard let candidate else { throw TPMError.misuse(C.code, "no session that can encrypt") }
        guard !wanted.command || parameters.firstIsSized, !wanted.response || shape.firstIsSized else {
            throw TPMError.misuse(C.code, "the first parameter cannot be encrypted")
        }
        if wanted.command { decrypting = candidate }
        if wanted.response { encrypting = candidate }
        setAttributes()
    }

    private mutating func setAttributes() {
        if let decrypting { uses[decrypting].attributes.insert(.decrypt) }
        if let encrypting { uses[encrypting].attributes.insert(.encrypt) }
    }

    func endSessions() {
        for use in uses { use.session?.isOpen = false }
    }

    // MARK: The command

    /// Header, handles, authorization area, parameters — Part 1, 18.2.
    func request() throws -> [UInt8] {
        let parameters = try encryptedParameters()
        let authorizations = try uses.indices.map { try authorization($0, parameters) }
        var write = WireWriter(reserving: 10 + parameters.count + 128 * uses.count)
        write(uses.isEmpty ? StructureTag.noSessions : .sessions)
        write(UInt32(0), C.code)
        for handle in command.handles { write(handle.entity.handle) }
        if !uses.isEmpty {
            write.sized(as: UInt32.self) { area in
                for octets in authorizations { area.append(octets) }
            }
        }
        write.append(parameters)
        var bytes = try write.finish()
        guard bytes.count <= 4096 else { throw TPMError.misuse(C.code, "the command exceeds 4096 octets") }
        bytes.replaceSubrange(2..<6, with: try UInt32(bytes.count).serialized())
        return bytes
    }

    private func encryptedParameters() throws -> [UInt8] {
        var writer = ParameterWriter()
        command.writeParameters(to: &writer)
        let plain = try writer.finish()
        guard let decrypting, let session = uses[decrypting].session else { return plain }
        let end = 2 + Int(plain[0]) << 8 + Int(plain[1])
        let use = uses[decrypting]
        let hidden = try use.crypt(
            Array(plain[2..<end]),
            decrypting: false,
            newer: use.nonceCaller,
            older: session.nonceTPM,
            authValue: use.authValue
        )
        return Array(plain[..<2]) + hidden + plain[end...]
    }

    /// TPMS_AUTH_COMMAND — Part 2, 10.13.2.
    private func authorization(_ index: Int, _ parameters: [UInt8]) throws -> [UInt8] {
        let use = uses[index]
        var write = WireWriter()
        guard let session = use.session else {
            write(Handle.password, Buffer(), use.attributes, Buffer(use.authValue))
            return try write.finish()
        }
        // cpHash — Part 1, 16.7: over the parameters as they travel.
        let names = command.handles.flatMap(\.entity.name)
        let parameterHash = try session.hash.digest(try C.code.serialized(), names, parameters)
        let hmac = try use.authenticate(
            session,
            parameterHash: parameterHash,
            newer: use.nonceCaller,
            older: session.nonceTPM,
            otherNonces: otherNonces(for: index),
            attributes: use.attributes,
            authValue: use.authValue
        )
        write(session.handle, Buffer(use.nonceCaller), use.attributes, Buffer(hmac))
        return try write.finish()
    }

    /// The first session, when it authorizes, also covers the nonces of others that encrypt, so that none can be taken
    /// out — Part 1, 17.6.5.
    private func otherNonces(for index: Int) -> [UInt8] {
        guard index == 0, uses[0].entity != nil else { return [] }
        var nonces: [UInt8] = []
        if let decrypting, decrypting != 0 { nonces += uses[decrypting].session?.nonceTPM ?? [] }
        if let encrypting, encrypting != 0, encrypting != decrypting {
            nonces += uses[encrypting].session?.nonceTPM ?? []
        }
        return nonces
    }

    // MARK: The response

    /// Checks everything, then reads — Part 1, 18.3.
    ///
    /// - Parameter loaded: told the response's handle as soon as it is read, so that it can be flushed even if the rest
    ///   turns out to be no answer.
    func accept(_ bytes: [UInt8], loaded: (Handle) -> Void) throws -> C.Response {
        var read = WireReader(bytes.span)
        let tag: StructureTag = try read()
        let size: UInt32 = try read()
        guard Int(size) == bytes.count else { throw WireError(.badValue, at: 2) }
        let code: ResponseCode = try read()
        guard code == .success else {
            try read.finish()
            guard tag == .noSessions || tag == .rspCommand else { throw WireError(.badValue, at: 0) }
            throw TPMError.refused(C.code, code)
        }
        guard tag == (uses.isEmpty ? .noSessions : .sessions) else { throw WireError(.badValue, at: 0) }
        var handle: Handle?
        if shape.hasHandle {
            let value: Handle = try read()
            loaded(value)
            handle = value
        }
        guard !uses.isEmpty else { return try Self.response(read.rest(), handle) }
        let length: UInt32 = try read()
        let parameters = try read.bytes(Int(length))
        var answers: [AuthResponse] = []
        for _ in uses { answers.append(try read()) }
        try read.finish()
        try verify(answers, parameters)
        let plain = try decrypted(parameters, answers)
        for (use, answer) in zip(uses, answers) {
            use.session?.nonceTPM = answer.nonce.bytes
            // An authorization uses a policy up: the session starts from the empty policy again — Part 1, 19.7.
            if use.entity != nil { use.session?.provesAuthValue = false }
        }
        return try Self.response(plain, handle)
    }

    private func verify(_ answers: [AuthResponse], _ parameters: [UInt8]) throws {
        for (index, answer) in answers.enumerated() {
            let use = uses[index]
            guard let session = use.session else {
                // A password session answers with nothing — Part 1, 17.4.
                guard answer.nonce.isEmpty, answer.hmac.isEmpty else { throw TPMError.unauthentic(C.code) }
                continue
            }
            // rpHash — Part 1, 16.8.
            let parameterHash = try session.hash.digest(
                try ResponseCode.success.serialized(),
                try C.code.serialized(),
                parameters
            )
            let expected = try use.authenticate(
                session,
                parameterHash: parameterHash,
                newer: answer.nonce.bytes,
                older: use.nonceCaller,
                attributes: answer.sessionAttributes,
                authValue: responseAuthValue(index)
            )
            guard constantTimeEquals(expected, answer.hmac.bytes), answer.sessionAttributes == use.attributes else {
                throw TPMError.unauthentic(C.code)
            }
        }
    }

    private func decrypted(_ parameters: [UInt8], _ answers: [AuthResponse]) throws -> [UInt8] {
        guard let encrypting else { return parameters }
        guard parameters.count >= 2 else { throw WireError(.truncated, at: parameters.count) }
        let end = 2 + Int(parameters[0]) << 8 + Int(parameters[1])
        guard end <= parameters.count else { throw WireError(.truncated, at: 0) }
        let use = uses[encrypting]
        let plain = try use.crypt(
            Array(parameters[2..<end]),
            decrypting: true,
            newer: answers[encrypting].nonce.bytes,
            older: use.nonceCaller,
            authValue: responseAuthValue(encrypting)
        )
        return Array(parameters[..<2]) + plain + parameters[end...]
    }

    private func responseAuthValue(_ index: Int) -> [UInt8] {
        index == 0 ? command.newAuthorization ?? uses[0].authValue : uses[index].authValue
    }

    private static func response(_ bytes: [UInt8], _ handle: Handle?) throws -> C.Response {
        var read = ResponseReader(WireReader(bytes.span), handle: handle)
        let response = try C.Response(from: &read)
        try read.finish()
        return response
    }
}
