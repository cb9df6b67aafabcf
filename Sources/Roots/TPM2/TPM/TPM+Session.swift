public import Digests
internal import Wire

extension TPM {
    /// Starts a session — Part 1, 19.6.
    ///
    /// - Parameters:
    ///   - key: a decryption key of this TPM whose public area was *verified* (a certificate, or known beforehand). A
    ///     secret salt is sent to it, so that nobody who listens or alters knows the session key, and only this TPM
    ///     can answer. Without it a session with an empty authorization value protects nothing.
    ///   - bound: an entity whose authorization value enters the session key.
    ///   - symmetric: for parameter encryption; null for a session that never encrypts.
    public func startSession(
        _ type: SessionType = .hmac,
        saltedTo key: LoadedObject? = nil,
        boundTo bound: (entity: Entity, authValue: [UInt8])? = nil,
        hash: HashAlgorithm = .sha256,
        symmetric: SymmetricDefinition = .aes128CFB
    ) throws -> Session {
        guard let digestSize = hash.digestSize else { throw UnsupportedHash(hash) }
        let salt = try key.map { try EncapsulationKey($0.public).encapsulate(.secret) }
        let nonceCaller = randomOctets(digestSize)
        let response = try execute(
            StartAuthSession(
                tpmKey: key?.entity ?? .null,
                bind: bound?.entity ?? .null,
                nonceCaller: Buffer(nonceCaller),
                encryptedSalt: Buffer(salt?.encryptedSecret ?? []),
                sessionType: type,
                symmetric: symmetric,
                authHash: hash
            )
        )
        var authValue = bound?.authValue ?? []
        while authValue.last == 0 { authValue.removeLast() }
        let secret = authValue + (salt?.seed ?? [])
        // Neither salted nor bound: the session key is empty. Bound to an empty value it is not — Part 1, 19.6.8.
        let sessionKey =
            key == nil && bound == nil
            ? []
            : try KeyDerivation.kdfa(
                hash,
                key: secret,
                label: .ath,
                contextU: response.nonceTPM.bytes,
                contextV: nonceCaller,
                bits: 8 * digestSize
            )
        return Session(
            handle: response.sessionHandle,
            type: type,
            hash: hash,
            symmetric: symmetric,
            isSalted: key != nil,
            sessionKey: sessionKey,
            bound: bound.map { Session.Bound(name: $0.entity.name, authValue: authValue) },
            nonceTPM: response.nonceTPM.bytes
        )
    }

    /// Flushes the session; it cannot be used any more, even if the TPM refuses.
    public func end(_ session: Session) throws {
        session.isOpen = false
        try flush(session.handle)
    }
}

extension EncapsulationKey {
    /// A decryption key's public area, as sending it a secret needs it.
    ///
    /// - Throws: ``CryptographyError/badPublicKey`` for what is not an RSA or NIST-curve decryption key.
    public init(_ public: Public) throws(CryptographyError) {
        guard `public`.objectAttributes.contains(.decrypt) else { throw .badPublicKey }
        switch `public`.key {
        case .rsa(let parameters, let modulus):
            var hash: HashAlgorithm?
            switch parameters.scheme {
            case .null: break
            case .hash(.oaep, let named): hash = named
            default: throw .badPublicKey
            }
            guard modulus.bytes.count * 8 == Int(parameters.keyBits) else { throw .badPublicKey }
            self.init(
                .rsa(modulus: modulus.bytes, exponent: parameters.exponent, oaepHash: hash),
                nameAlgorithm: `public`.nameAlg
            )
        case .ecc(let parameters, let point):
            guard let curve = PrimeCurve(rawValue: parameters.curveID.rawValue) else { throw .badPublicKey }
            self.init(.ecc(curve, x: point.x.bytes, y: point.y.bytes), nameAlgorithm: `public`.nameAlg)
        default: throw .badPublicKey
        }
    }
}
