public import Digests
public import PKIX
internal import SwiftASN1

/// What a certificate of a chain of trust shall say, before it is signed: the same fields in the same order as
/// cert_create's, self-signed in name, with its signer's key as its subject's.
public struct TrustCertificateTemplate: Sendable {
    public var commonName: String
    /// Positive, big-endian; cert_create draws 64 bits.
    public var serial: [UInt8]
    public var validity: Validity
    /// DER of the key that signs.
    public var subjectPublicKeyInfo: [UInt8]
    public var parameters: [(name: CertificateParameter, value: TrustCertificate.Value)]

    public init(
        commonName: String,
        serial: [UInt8],
        validity: Validity,
        subjectPublicKeyInfo: [UInt8],
        parameters: [(name: CertificateParameter, value: TrustCertificate.Value)]
    ) {
        self.commonName = commonName
        self.serial = serial
        self.validity = validity
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
        self.parameters = parameters
    }

    /// The octets that are signed.
    public func tbsCertificate(_ scheme: SignatureScheme) throws(X509Error) -> [UInt8] {
        guard let algorithm = scheme.identifier else { throw X509Error(.badValue, "signature", at: 0) }
        guard let period = validity.der else { throw X509Error(.badValue, "validity", at: 0) }
        let name = DEREncoding.sequence(
            DEREncoding.value(
                0x31,
                DEREncoding.sequence(DEREncoding.oid(OID(2, 5, 4, 3)), DEREncoding.utf8String(commonName))
            )
        )
        return DEREncoding.sequence(
            DEREncoding.explicit(0, DEREncoding.unsigned([2])),
            DEREncoding.unsigned(serial),
            algorithm,
            name,
            period,
            name,
            subjectPublicKeyInfo,
            DEREncoding.explicit(3, try extensions())
        )
    }

    /// The whole certificate, once its TBSCertificate is signed.
    public static func certificate(
        _ tbs: [UInt8],
        _ scheme: SignatureScheme,
        signature: [UInt8]
    ) throws(X509Error) -> [UInt8] {
        guard let algorithm = scheme.identifier else { throw X509Error(.badValue, "signature", at: 0) }
        return DEREncoding.sequence(tbs, algorithm, DEREncoding.bitString(signature))
    }

    private func extensions() throws(X509Error) -> [UInt8] {
        let identifier = try keyIdentifier()
        var entries = Self.entry(OID(2, 5, 29, 14), critical: false, DEREncoding.octetString(identifier))
        entries += Self.entry(
            OID(2, 5, 29, 35),
            critical: false,
            DEREncoding.sequence(DEREncoding.value(0x80, identifier))
        )
        entries += Self.entry(OID(2, 5, 29, 19), critical: false, DEREncoding.sequence())
        for parameter in parameters {
            guard let value = parameter.value.der else { throw X509Error(.badValue, "\(parameter.name)", at: 0) }
            entries += Self.entry(parameter.name.oid, critical: true, value)
        }
        return DEREncoding.sequence(entries)
    }

    private static func entry(_ oid: OID, critical: Bool, _ value: [UInt8]) -> [UInt8] {
        DEREncoding.sequence(
            DEREncoding.oid(oid),
            critical ? DEREncoding.true : [],
            DEREncoding.octetString(value)
        )
    }

    /// SHA-1 of the subjectPublicKey's octets: a name, not a protection (RFC 5280, 4.2.1.2, method 1).
    private func keyIdentifier() throws(X509Error) -> [UInt8] {
        let field = "subjectPublicKeyInfo"
        var fields = try DERFields(DERFields.parse(subjectPublicKeyInfo[...], field), .sequence, field)
        _ = try fields.required(.sequence, field)
        let key = try fields.required(.bitString, field).bitOctets(field)
        do { return try HashAlgorithm.sha1.digest([UInt8](key)) } catch { throw X509Error(.badValue, field, at: 0) }
    }
}
