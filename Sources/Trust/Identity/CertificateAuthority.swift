public import Model
internal import OpenDICE
public import PKIX

internal import struct Foundation.Date

/// Issues certificates with a key that sits behind ``Signer``, wherever that is.
///
/// A pure shell around one signature: it keeps no record. Who may have a certificate, and that the same request has the
/// same answer, is decided by the caller (see `Store`).
public struct CertificateAuthority: Sendable {
    /// The authority's own certificate.
    public let certificate: Certificate
    private let signer: any Signer

    /// An authority whose certificate exists.
    ///
    /// - Throws: ``BedplateError/Code/conflict`` unless the certificate is a CA's, for the signer's key.
    public init(certificate: Certificate, signer: any Signer) throws(BedplateError) {
        guard certificate.subjectPublicKeyInfo == signer.publicKey.subjectPublicKeyInfo else {
            throw BedplateError(
                .conflict,
                "the certificate of \(certificate) is for another key than \(signer.home.location)"
            )
        }
        guard certificate.extensions.isCA == true, certificate.extensions.keyUsage?.contains(.keyCertSign) == true,
            certificate.extensions.subjectKeyIdentifier != nil
        else {
            throw BedplateError(.conflict, "the certificate of \(certificate) is not one of a certificate authority")
        }
        self.certificate = certificate
        self.signer = signer
    }

    /// Makes a self-signed authority.
    ///
    /// - Parameters:
    ///   - name: the common name, 1 to 64 characters without control characters.
    ///   - pathLength: how many CA certificates may stand below it: with 0 it issues end certificates only.
    public static func selfSigned(
        name: String,
        validity: Validity,
        signer: any Signer,
        pathLength: UInt8 = 0
    ) async throws -> CertificateAuthority {
        let subject = try CertificateTemplate.name(name)
        let identifier = CertificateTemplate.keyIdentifier(signer.publicKey.subjectPublicKeyInfo)
        let template = CertificateTemplate(
            issuer: subject,
            subject: subject,
            validity: validity,
            subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo,
            extensions: [
                .basicConstraints(isCA: true, pathLength: pathLength),
                .keyUsage([.keyCertSign, .cRLSign]),
                .subjectKeyIdentifier(identifier),
            ]
        )
        return try CertificateAuthority(certificate: await template.signed(by: signer), signer: signer)
    }

    /// Issues the certificate of a device's attestation key: for signatures only, for the purpose tcg-kp-AIKCertificate.
    ///
    /// That the key is restricted and lives in the device's TPM is proven before this is called: a certificate is the
    /// record of that proof, not the proof.
    ///
    /// - Parameters:
    ///   - key: RSA or elliptic curve; it must be well-formed and strong enough to verify with.
    ///   - device: the device's identifier, the subject's common name.
    ///   - validity: must lie within the authority's own.
    ///   - isTPM: whether it is a TPM's attestation key; a key of another root has no such purpose.
    public func attestationKeyCertificate(
        for key: PublicKeyInfo,
        device: String,
        validity: Validity,
        isTPM: Bool = true
    ) async throws -> Certificate {
        let subjectPublicKeyInfo = try certifiable(key, validity)
        let template = CertificateTemplate(
            issuer: certificate.subject.der,
            subject: try CertificateTemplate.name(device),
            validity: validity,
            subjectPublicKeyInfo: subjectPublicKeyInfo,
            extensions: [.basicConstraints(isCA: false, pathLength: nil), .keyUsage(.digitalSignature)]
                + (isTPM ? [.keyPurposes([.akCertificate])] : []) + [
                    .subjectKeyIdentifier(CertificateTemplate.keyIdentifier(subjectPublicKeyInfo)),
                    .authorityKeyIdentifier(certificate.extensions.subjectKeyIdentifier ?? []),
                ]
        )
        return try await template.signed(by: signer)
    }

    /// Endorses a device's instance key, as its maker does when the device is provisioned: this key is one of ours.
    ///
    /// The subject is `serialNumber=` and the key's identifier (Open Profile for DICE), under which the device itself
    /// issues the certificate of its unique secret's key: the instance is that certificate's CA, and signs tokens.
    ///
    /// - Parameters:
    ///   - key: P-256.
    ///   - validity: must lie within the authority's own.
    public func instanceCertificate(for key: PublicKeyInfo, validity: Validity) async throws -> Certificate {
        guard case .ellipticCurve(.p256, _, _) = key, let identifier = OpenDICEIdentifier.of(key) else {
            throw BedplateError(.malformed, "an instance's key is one of P-256")
        }
        let template = CertificateTemplate(
            issuer: certificate.subject.der,
            subject: CertificateTemplate.serialNumber(identifier),
            validity: validity,
            subjectPublicKeyInfo: try certifiable(key, validity),
            extensions: [
                .basicConstraints(isCA: true, pathLength: nil),
                .keyUsage([.digitalSignature, .keyCertSign]),
                .subjectKeyIdentifier(identifier),
                .authorityKeyIdentifier(certificate.extensions.subjectKeyIdentifier ?? []),
            ]
        )
        return try await template.signed(by: signer)
    }

    /// The key's DER SubjectPublicKeyInfo, if it is one that can be certified for this time.
    private func certifiable(_ key: PublicKeyInfo, _ validity: Validity) throws -> [UInt8] {
        guard let subjectPublicKeyInfo = key.subjectPublicKeyInfo else {
            throw BedplateError(.malformed, "a certificate cannot be issued for a key of the algorithm \(key)")
        }
        do {
            _ = try VerificationKey(key)
        } catch {
            throw BedplateError(.malformed, "a certificate cannot be issued for this key", cause: error)
        }
        guard validity.notBefore >= certificate.validity.notBefore, validity.notAfter <= certificate.validity.notAfter
        else {
            throw BedplateError(.malformed, "the validity asked for exceeds that of \(certificate)")
        }
        return subjectPublicKeyInfo
    }
}
