internal import CBOR
internal import COSE
internal import Crypto
internal import PKIX
internal import Wire

/// A certificate in both forms of the Open Profile for DICE.
struct DICECertificate {
    /// "CBOR UDS Certificates", "CBOR CDI Certificates": a CWT in an untagged COSE_Sign1 message.
    var cbor: [UInt8]
    /// "X.509 UDS Certificates", "X.509 CDI Certificates": DER.
    var x509: [UInt8]

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

    /// A bit of keyUsage — RFC 5280, 4.2.1.3: its number.
    enum Usage: UInt8 {
        case digitalSignature = 0
        case keyAgreement = 4
        case keyCertSign = 5
    }

    /// Signs a certificate of `key`.
    ///
    /// - Parameter input: what was measured of the layer whose key it is; nil for keys that no measurement made.
    /// - Returns: nil when the key cannot sign.
    static func issue(
        _ key: P256.Signing.PublicKey,
        _ usage: Usage,
        _ input: DICEInput?,
        by issuer: P256.Signing.PrivateKey
    ) -> DICECertificate? {
        guard let cbor = claims(key, usage, input, by: issuer), let x509 = certificate(key, usage, input, by: issuer)
        else { return nil }
        return DICECertificate(cbor: cbor, x509: x509)
    }

    private static func claims(
        _ key: P256.Signing.PublicKey,
        _ usage: Usage,
        _ input: DICEInput?,
        by issuer: P256.Signing.PrivateKey
    ) -> [UInt8]? {
        let point = Array(key.rawRepresentation)
        let info = PublicKeyInfo.ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.suffix(32)))
        guard var coseKey = COSEKey.map(info) else { return nil }
        if usage != .keyAgreement { coseKey[3] = .integer(COSEAlgorithm.es256.rawValue) }
        var claims = CBORMap([
            Label.issuer: .text(Hexadecimal.encode(DICE.identifier(issuer.publicKey))),
            Label.subject: .text(Hexadecimal.encode(DICE.identifier(key))),
            Label.subjectPublicKey: .bytes(CBOR.map(coseKey).octets),
            // The lowest bit of the first octet is bit 0.
            Label.keyUsage: .bytes([1 << usage.rawValue]),
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
