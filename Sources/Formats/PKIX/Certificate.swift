public import Digests
internal import SwiftASN1

/// An X.509 version 3 certificate (RFC 5280, 4.1), read strictly and kept as the octets that came.
///
/// ```text
/// Certificate    ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
/// TBSCertificate ::= SEQUENCE { version [0] v3, serialNumber, signature, issuer, validity, subject,
///                               subjectPublicKeyInfo, extensions [3] OPTIONAL }
/// ```
///
/// A key or signature algorithm that is not known here does not hinder reading; it can only never be verified.
/// Signatures are verified over ``tbs``, which is a part of ``der``: nothing is ever encoded again.
public struct Certificate: Sendable {
    /// The whole certificate as it came.
    public let der: [UInt8]
    /// The signed part.
    public let tbs: [UInt8]
    /// The two's-complement octets of serialNumber.
    public let serial: [UInt8]
    public let issuer: DistinguishedName
    public let subject: DistinguishedName
    public let validity: Validity
    /// The DER SubjectPublicKeyInfo as it came.
    public let subjectPublicKeyInfo: [UInt8]
    public let publicKey: PublicKeyInfo
    public let extensions: CertificateExtensions
    /// Nil for a signature algorithm that is not known here.
    public let signatureScheme: SignatureScheme?
    public let signature: [UInt8]
    /// What had to be looked away from. Always within what the reader was allowed.
    public let leniency: Leniency

    /// The largest certificate that is read, in octets.
    public static let sizeLimit = 8192

    /// Reads one certificate that occupies all of `der`.
    ///
    /// - Parameter leniency: the deviations that are tolerated. A certificate that needs others is refused with
    ///   ``X509Error/Reason/needs(_:)``, which names all that are missing.
    public init(der: [UInt8], allowing leniency: Leniency = []) throws(X509Error) {
        guard der.count <= Self.sizeLimit else { throw X509Error(.tooLong, "certificate", at: Self.sizeLimit) }
        var deviations: Leniency = []
        var outer = try DERFields(DERFields.parse(der[...], "certificate"), .sequence, "certificate")
        let tbs = try outer.required(.sequence, "tbsCertificate")
        let algorithm = try outer.required(.sequence, "signatureAlgorithm")
        let signature = try outer.required(.bitString, "signatureValue")
        try outer.finish()

        var fields = try DERFields(tbs, .sequence, "tbsCertificate")
        let version = try fields.required(.context(0), "version").explicit("version")
        guard try version.small("version") == 2 else { throw X509Error(.badValue, "version", at: version.offset) }
        let serial = try fields.required(.integer, "serialNumber")
        let inner = try fields.required(.sequence, "signature")
        guard inner.encodedBytes.elementsEqual(algorithm.encodedBytes) else {
            throw X509Error(.badValue, "signature", at: inner.offset)
        }
        let issuer = try fields.required(.sequence, "issuer")
        let validity = try fields.required(.sequence, "validity")
        let subject = try fields.required(.sequence, "subject")
        let key = try fields.required(.sequence, "subjectPublicKeyInfo")
        // issuerUniqueID and subjectUniqueID must not appear (RFC 5280, 4.1.2.8).
        let extensions = fields.optional(.context(3))
        try fields.finish()

        self.der = der
        self.tbs = [UInt8](tbs.encodedBytes)
        self.serial = try Self.serial(serial, deviations: &deviations)
        self.issuer = try DistinguishedName(issuer, "issuer", deviations: &deviations)
        self.validity = try Validity(validity)
        self.subject = try DistinguishedName(subject, "subject", deviations: &deviations)
        self.subjectPublicKeyInfo = [UInt8](key.encodedBytes)
        self.publicKey = try PublicKeyInfo(key, deviations: &deviations)
        if let extensions {
            self.extensions = try CertificateExtensions(extensions.explicit("extensions"), deviations: &deviations)
        } else {
            self.extensions = CertificateExtensions()
        }
        self.signatureScheme = try SignatureScheme(algorithm)
        self.signature = [UInt8](try signature.bitOctets("signatureValue"))
        self.leniency = deviations
        let missing = deviations.subtracting(leniency)
        guard missing.isEmpty else { throw X509Error(.needs(missing), "certificate", at: 0) }
    }

    private static func serial(_ node: ASN1Node, deviations: inout Leniency) throws(X509Error) -> [UInt8] {
        let octets = try node.integer("serialNumber")
        // 20 octets, and one for the sign (RFC 5280, 4.1.2.2).
        guard octets.count <= 21 else { throw X509Error(.tooLong, "serialNumber", at: node.offset) }
        if octets.elementsEqual([0]) || octets.first.map({ $0 >= 0x80 }) == true {
            deviations.insert(.nonPositiveSerial)
        }
        return [UInt8](octets)
    }
}

extension Certificate: Hashable {
    public static func == (a: Certificate, b: Certificate) -> Bool { a.der == b.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension Certificate: CustomStringConvertible {
    /// The subject; for an empty one the issuer and the serial number.
    public var description: String {
        subject.isEmpty
            ? "serial \(serial.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()) of \(issuer)"
            : subject.description
    }
}
