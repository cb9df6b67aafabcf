internal import Digests
internal import Wire

/// One entry of a command's authorization area, and what is needed to check its counterpart in the response.
struct SessionUse {
    var session: Session?
    /// The entity that the session authorizes; nil for a session that only encrypts.
    var entity: Entity?
    var authValue: [UInt8]
    var attributes: SessionAttributes
    var nonceCaller: [UInt8] = []

    init(_ authorization: Authorization, for entity: Entity) {
        self.entity = entity
        switch authorization {
        case .empty: (session, authValue, attributes) = (nil, [], [])
        case .plaintext(let value): (session, authValue, attributes) = (nil, value, [])
        case .hmac(let session, let value), .policy(let session, let value):
            (self.session, authValue, attributes) = (session, Self.trimmed(value), .continueSession)
        }
        nonceCaller = session?.newNonce() ?? []
    }

    init(encryptingOnly session: Session) {
        (self.session, entity, authValue, attributes) = (session, nil, [], .continueSession)
        nonceCaller = session.newNonce()
    }

    /// A TPM removes trailing zeros of authorization values — Part 1, 17.6.4.3.
    private static func trimmed(_ value: [UInt8]) -> [UInt8] {
        var value = value
        while value.last == 0 { value.removeLast() }
        return value
    }

    /// HMAC over a cpHash or rpHash — Part 1, 17.6.5: key sessionKey ‖ authValue, then pHash ‖ nonceNewer ‖
    /// nonceOlder ‖ nonces of other encrypting sessions ‖ attributes.
    func authenticate(
        _ session: Session,
        parameterHash: [UInt8],
        newer: [UInt8],
        older: [UInt8],
        otherNonces: [UInt8] = [],
        attributes: SessionAttributes,
        authValue: [UInt8]
    ) throws -> [UInt8] {
        try session.hash.hmac(
            key: session.sessionKey + keyedAuthValue(session, authValue),
            parameterHash,
            newer,
            older,
            otherNonces,
            [attributes.rawValue]
        )
    }

    /// The authorization value, where it enters the HMAC key: not for the entity the session is bound to, whose value
    /// is in the session key already, and for a policy only where the policy asks for it.
    private func keyedAuthValue(_ session: Session, _ authValue: [UInt8]) -> [UInt8] {
        guard let entity else { return [] }
        if session.type == .policy { return session.provesAuthValue ? authValue : [] }
        if let bound = session.bound, bound.name == entity.name, bound.authValue == authValue { return [] }
        return authValue
    }

    /// AES-CFB of a first parameter's content — Part 1, 21.3. The value of the authorized entity enters the key, even
    /// when the session is bound to that entity.
    func crypt(
        _ bytes: [UInt8],
        decrypting: Bool,
        newer: [UInt8],
        older: [UInt8],
        authValue: [UInt8]
    ) throws -> [UInt8] {
        guard let session, case .cipher(.aes, let keyBits, .cfb) = session.symmetric else {
            throw CryptographyError.failed
        }
        let material = try KeyDerivation.kdfa(
            session.hash,
            key: session.sessionKey + (entity == nil ? [] : authValue),
            label: .cfb,
            contextU: newer,
            contextV: older,
            bits: Int(keyBits) + 8 * CipherFeedback.blockSize
        )
        let key = [UInt8](material.dropLast(CipherFeedback.blockSize))
        let iv = [UInt8](material.suffix(CipherFeedback.blockSize))
        return decrypting
            ? try CipherFeedback.decrypt(bytes, key: key, iv: iv)
            : try CipherFeedback.encrypt(bytes, key: key, iv: iv)
    }
}

/// TPMS_AUTH_RESPONSE — Part 2, 10.13.3.
struct AuthResponse: Wire {
    var nonce: Buffer
    var sessionAttributes: SessionAttributes
    var hmac: Buffer

    init(nonce: Buffer, sessionAttributes: SessionAttributes, hmac: Buffer) {
        self.nonce = nonce
        self.sessionAttributes = sessionAttributes
        self.hmac = hmac
    }

    init(from read: inout WireReader) throws(WireError) {
        try self.init(nonce: read(), sessionAttributes: read(), hmac: read())
    }

    func write(to write: inout WireWriter) { write(nonce, sessionAttributes, hmac) }
}
