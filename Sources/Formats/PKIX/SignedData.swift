public import Digests

public import struct Foundation.Date

/// CMS SignedData — RFC 5652, 5: one signature over a content that is elsewhere, with signed attributes.
///
/// ```text
/// ContentInfo ::= SEQUENCE { id-signedData, [0] SignedData }
/// SignedData  ::= SEQUENCE { version 1, digestAlgorithms, encapContentInfo { id-data }, signerInfos }
/// SignerInfo  ::= SEQUENCE { version 1, sid IssuerAndSerialNumber, digestAlgorithm, signedAttrs [0],
///                            signatureAlgorithm, signature OCTET STRING }
/// signedAttrs: contentType, signingTime (may be absent), messageDigest, in DER order
/// ```
///
/// One signer, no certificates, no other attributes. What is read has one form: the fields make exactly the octets that
/// came, or they are refused. Of it the signature covers ``signedAttributes`` only; ``issuer`` and ``serial`` are a
/// name that the caller compares with the certificate's.
public struct SignedData: Hashable, Sendable {
    /// The DER of the issuer's name in the signer's certificate.
    public var issuer: [UInt8]
    /// The two's-complement octets of the serial number in the signer's certificate.
    public var serial: [UInt8]
    /// Over the content: SHA-256, SHA-384 or SHA-512.
    public var hash: HashAlgorithm
    /// The content's digest.
    public var messageDigest: [UInt8]
    /// Whole seconds.
    public var signingTime: Date?
    /// RSASSA-PKCS1-v1_5 or ECDSA in DER, with ``hash``.
    public var scheme: SignatureScheme
    public var signature: [UInt8]
    /// Two things that tools write differently.
    public var form: Form

    public struct Form: Hashable, Sendable {
        /// Whether the hash's identifier has NULL for parameters (RFC 5754, 2: both must be accepted).
        public var hasNull: Bool
        /// Whether RSA is named together with the hash, rather than as rsaEncryption (RFC 3370, 3.2: both are accepted).
        public var namesHash: Bool

        public init(hasNull: Bool = false, namesHash: Bool = false) {
            self.hasNull = hasNull
            self.namesHash = namesHash
        }
    }

    /// Octets of what is read.
    public static let sizeLimit = 8192

    public init(
        issuer: [UInt8],
        serial: [UInt8],
        hash: HashAlgorithm,
        messageDigest: [UInt8],
        signingTime: Date?,
        scheme: SignatureScheme,
        signature: [UInt8],
        form: Form = Form()
    ) {
        self.issuer = issuer
        self.serial = serial
        self.hash = hash
        self.messageDigest = messageDigest
        self.signingTime = signingTime
        self.scheme = scheme
        self.signature = signature
        self.form = form
    }

    /// The DER of the SET of attributes: what is signed. Nil for a time that cannot be said.
    public var signedAttributes: [UInt8]? { attributes.map { DEREncoding.value(0x31, $0) } }

    /// The DER; nil for a scheme or hash that has no form here, or a time that cannot be said.
    public var der: [UInt8]? {
        guard let digestAlgorithm, let signatureAlgorithm, let attributes else { return nil }
        let one = DEREncoding.unsigned([1])
        let signer = DEREncoding.sequence(
            one,
            DEREncoding.sequence(issuer, DEREncoding.value(0x02, serial)),
            digestAlgorithm,
            DEREncoding.explicit(0, attributes),
            signatureAlgorithm,
            DEREncoding.octetString(signature)
        )
        let data = DEREncoding.sequence(
            one,
            DEREncoding.value(0x31, digestAlgorithm),
            DEREncoding.sequence(DEREncoding.oid(.cmsData)),
            DEREncoding.value(0x31, signer)
        )
        return DEREncoding.sequence(DEREncoding.oid(.cmsSignedData), DEREncoding.explicit(0, data))
    }

    /// Whether the signature is this key's over the attributes. Whether the content has ``messageDigest`` is the caller's
    /// to compare.
    public func isValid(by key: VerificationKey) -> Bool {
        guard let signedAttributes else { return false }
        return key.isValid(signature, for: signedAttributes, scheme)
    }

    private var digestAlgorithm: [UInt8]? {
        hash.signedDataOID.map { DEREncoding.sequence(DEREncoding.oid($0), form.hasNull ? DEREncoding.null : []) }
    }

    private var signatureAlgorithm: [UInt8]? {
        guard scheme.hash == hash else { return nil }
        switch scheme {
        case .rsaPKCS1:
            let oid = form.namesHash ? Self.rsaWithHash[hash] : .rsaEncryption
            return oid.map { DEREncoding.sequence(DEREncoding.oid($0), DEREncoding.null) }
        case .ecdsa: return form.namesHash ? nil : scheme.identifier
        default: return nil
        }
    }

    private static let rsaWithHash: [HashAlgorithm: OID] = [
        .sha256: .sha256WithRSA, .sha384: .sha384WithRSA, .sha512: .sha512WithRSA,
    ]

    /// In DER order (X.690, 11.6), which here is that of their lengths.
    private var attributes: [UInt8]? {
        var elements = [(OID.cmsContentType, DEREncoding.oid(.cmsData))]
        if let signingTime {
            guard let time = Validity.time(signingTime) else { return nil }
            elements.append((.cmsSigningTime, time))
        }
        elements.append((.cmsMessageDigest, DEREncoding.octetString(messageDigest)))
        return elements.flatMap { DEREncoding.sequence(DEREncoding.oid($0.0), DEREncoding.value(0x31, $0.1)) }
    }
}

extension HashAlgorithm {
    var signedDataOID: OID? {
        switch self {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        default: nil
        }
    }
}

extension OID {
    // RFC 5652, 4, 5.1 and 11
    static let cmsData = OID(1, 2, 840, 113549, 1, 7, 1)
    static let cmsSignedData = OID(1, 2, 840, 113549, 1, 7, 2)
    static let cmsContentType = OID(1, 2, 840, 113549, 1, 9, 3)
    static let cmsMessageDigest = OID(1, 2, 840, 113549, 1, 9, 4)
    static let cmsSigningTime = OID(1, 2, 840, 113549, 1, 9, 5)
}
