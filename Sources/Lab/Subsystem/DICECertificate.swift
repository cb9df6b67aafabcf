internal import CBOR
internal import COSE
internal import Crypto
internal import PKIX
internal import Wire

/// Certificates of CBOR — Open Profile for DICE, "CBOR UDS Certificates" and "CBOR CDI Certificates": CWTs in untagged
/// COSE_Sign1 messages.
enum DICECertificate {
    /// Labels — RFC 8392, 3.1, and the profile's.
    enum Label {
        static let issuer: CBOR = 1
        static let subject: CBOR = 2
        static let codeHash: CBOR = -4_670_545
        static let configurationHash: CBOR = -4_670_547
        static let configurationDescriptor: CBOR = -4_670_548
        static let authorityHash: CBOR = -4_670_549
        static let mode: CBOR = -4_670_551
        static let subjectPublicKey: CBOR = -4_670_552
        static let keyUsage: CBOR = -4_670_553
    }

    /// Bits of a keyUsage — RFC 5280, 4.2.1.3, bit 0 lowest.
    enum Usage {
        static let digitalSignature: [UInt8] = [1 << 0]
        static let keyCertSign: [UInt8] = [1 << 5]
    }

    /// Signs a certificate of `key`.
    ///
    /// - Parameter input: what was measured of the layer whose key it is; nil for keys that no measurement made.
    /// - Returns: nil when the key cannot sign.
    static func issue(
        _ key: P256.Signing.PublicKey,
        _ usage: [UInt8],
        _ input: DICEInput?,
        by issuer: P256.Signing.PrivateKey
    ) -> [UInt8]? {
        let point = Array(key.rawRepresentation)
        let info = PublicKeyInfo.ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.suffix(32)))
        guard var coseKey = COSEKey.map(info) else { return nil }
        coseKey[3] = .integer(COSEAlgorithm.es256.rawValue)
        var claims = CBORMap([
            Label.issuer: .text(Hexadecimal.encode(DICE.identifier(issuer.publicKey))),
            Label.subject: .text(Hexadecimal.encode(DICE.identifier(key))),
            Label.subjectPublicKey: .bytes(CBOR.map(coseKey).octets),
            Label.keyUsage: .bytes(usage),
        ])
        if let input {
            claims[Label.codeHash] = .bytes(input.code)
            claims[Label.configurationHash] = .bytes(input.configuration)
            claims[Label.configurationDescriptor] = .bytes(input.configurationDescriptor)
            claims[Label.authorityHash] = .bytes(input.authority)
            claims[Label.mode] = .bytes([input.mode.rawValue])
        }
        guard let message = COSESign1.sign(.map(claims), by: issuer) else { return nil }
        return CBOR.array([
            .bytes(message.protectedOctets), .map(message.unprotected), .bytes(message.payload ?? []),
            .bytes(message.signature),
        ]).octets
    }
}

extension COSESign1 {
    /// ES256 over a payload; nil when the key cannot sign.
    static func sign(_ payload: CBOR, by key: P256.Signing.PrivateKey) -> COSESign1? {
        var message = COSESign1(.es256, payload: payload.octets)
        guard let octets = message.signedOctets(), let signature = try? key.signature(for: octets) else { return nil }
        message.signature = Array(signature.rawRepresentation)
        return message
    }
}
