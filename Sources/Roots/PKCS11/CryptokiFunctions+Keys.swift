internal import CPKCS11
internal import Model
internal import PKIX

/// Reading keys out of a token, in one session.
extension CryptokiFunctions {
    /// The handles of private keys with this identifier and label.
    func privateKeys(_ session: UInt, id: [UInt8]?, label: String?) throws(CryptokiError) -> [UInt] {
        try find(session, Self.template(CKO_PRIVATE_KEY, id, label))
    }

    func key(_ session: UInt, _ handle: UInt) throws(CryptokiError) -> PKCS11Key {
        func flag(_ type: UInt) throws(CryptokiError) -> Bool? {
            guard let value = try attribute(session, handle, type), value.count == 1 else { return nil }
            return value != [0]
        }
        var uses: Set<KeyHome.Use> = []
        if try flag(CKA_SIGN) != false { uses.insert(.sign) }
        if try flag(CKA_SIGN_RECOVER) == true { uses.insert(.signRecover) }
        if try flag(CKA_DECRYPT) == true { uses.insert(.decrypt) }
        if try flag(CKA_UNWRAP) == true { uses.insert(.unwrap) }
        if try flag(CKA_DERIVE) == true { uses.insert(.derive) }
        let id = try attribute(session, handle, CKA_ID) ?? []
        let label = try attribute(session, handle, CKA_LABEL) ?? []
        return PKCS11Key(
            label: String(decoding: label, as: UTF8.self),
            id: id,
            publicKey: try publicKey(session, handle, id),
            attributes: PKCS11Key.Attributes(
                sensitive: try flag(CKA_SENSITIVE),
                extractable: try flag(CKA_EXTRACTABLE),
                local: try flag(CKA_LOCAL),
                alwaysSensitive: try flag(CKA_ALWAYS_SENSITIVE),
                neverExtractable: try flag(CKA_NEVER_EXTRACTABLE),
                alwaysAuthenticate: try flag(CKA_ALWAYS_AUTHENTICATE),
                uses: uses
            )
        )
    }

    /// The public half: from the one public key of the same identifier and kind; of RSA also from the private key.
    private func publicKey(_ session: UInt, _ handle: UInt, _ id: [UInt8]) throws(CryptokiError) -> SigningPublicKey? {
        guard let kind = try attribute(session, handle, CKA_KEY_TYPE).flatMap(CryptokiAttribute.number) else {
            return nil
        }
        var places = [handle]
        if !id.isEmpty {
            let template = Self.template(CKO_PUBLIC_KEY, id, nil) + [CryptokiAttribute(CKA_KEY_TYPE, number: kind)]
            let found = try find(session, template)
            // Two of one identifier: neither can be believed to be this key's.
            guard found.count <= 1 else { return nil }
            places = found + places
        }
        for place in places {
            if let info = try info(session, place, kind), let key = SigningPublicKey(info) { return key }
        }
        return nil
    }

    private func info(_ session: UInt, _ place: UInt, _ kind: UInt) throws(CryptokiError) -> PublicKeyInfo? {
        switch kind {
        case CKK_RSA:
            guard let modulus = try attribute(session, place, CKA_MODULUS),
                let exponent = try attribute(session, place, CKA_PUBLIC_EXPONENT)
            else { return nil }
            let plain = exponent.drop { $0 == 0 }
            guard plain.count <= 4 else { return nil }
            return .rsa(
                modulus: Array(modulus.drop { $0 == 0 }),
                exponent: plain.reduce(0) { $0 << 8 | UInt32($1) }
            )
        case CKK_EC, CKK_EC_EDWARDS:
            guard let parameters = try attribute(session, place, CKA_EC_PARAMS),
                let point = try attribute(session, place, CKA_EC_POINT),
                let group = CryptokiGroup(parameters: parameters)
            else { return nil }
            return group.publicKey(point)
        default: return nil
        }
    }

    private static func template(_ kind: UInt, _ id: [UInt8]?, _ label: String?) -> [CryptokiAttribute] {
        var template = [CryptokiAttribute(CKA_CLASS, number: kind)]
        if let id { template.append(CryptokiAttribute(CKA_ID, id)) }
        if let label { template.append(CryptokiAttribute(CKA_LABEL, text: label)) }
        return template
    }
}

extension SigningPublicKey {
    /// The key as it signs here; nil for a kind or size that nothing here signs with.
    init?(_ info: PublicKeyInfo) {
        let algorithm: Algorithm
        switch info {
        case .rsa(let modulus, _):
            switch modulus.count * 8 {
            case 2048: algorithm = .rsa2048
            case 3072: algorithm = .rsa3072
            case 4096: algorithm = .rsa4096
            default: return nil
            }
        case .ellipticCurve(.p256, _, _): algorithm = .ecdsaP256
        case .ellipticCurve(.p384, _, _): algorithm = .ecdsaP384
        case .ed25519: algorithm = .ed25519
        case .ellipticCurve, .mlDSA65, .mlDSA87, .other: return nil
        }
        // Refuses what is not on its curve.
        guard (try? VerificationKey(info)) != nil, let octets = info.subjectPublicKeyInfo else { return nil }
        self.init(algorithm: algorithm, subjectPublicKeyInfo: octets)
    }
}
