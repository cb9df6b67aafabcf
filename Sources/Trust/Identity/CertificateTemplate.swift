internal import Crypto
internal import Digests
internal import Model
internal import PKIX
internal import Wire

internal import struct Foundation.Date

/// What a certificate shall say, before it is signed (TBSCertificate — RFC 5280, 4.1).
struct CertificateTemplate: Sendable {
    /// DER of a Name.
    var issuer: [UInt8]
    /// DER of a Name.
    var subject: [UInt8]
    var validity: Validity
    var subjectPublicKeyInfo: [UInt8]
    var extensions: [CertificateExtension]

    /// Signs, reads back what was made as strictly as anybody will, and verifies it with the signer's public key:
    /// a key store that answered with something else is found here and not by the device.
    func signed(by signer: any Signer) async throws -> Certificate {
        guard let scheme = Self.scheme(of: signer.publicKey.algorithm) else {
            throw BedplateError(
                .unsupportedScheme,
                "no certificate is signed with a key of the kind \(signer.publicKey.algorithm.rawValue)"
            )
        }
        let tbs = try tbsCertificate(algorithm: scheme.identifier, serial: Self.randomSerial())
        let signature = try await signer.sign(.message(tbs), scheme.scheme)
        let der = DEREncoding.sequence(tbs, scheme.identifier, DEREncoding.bitString(signature))
        let certificate = try Certificate(der: der)
        let key = try VerificationKey(PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo))
        guard let named = certificate.signatureScheme, key.isValid(certificate.signature, for: certificate.tbs, named)
        else {
            throw Self.badSignature(signer)
        }
        return certificate
    }

    private func tbsCertificate(algorithm: [UInt8], serial: [UInt8]) throws(BedplateError) -> [UInt8] {
        guard validity.notBefore <= validity.notAfter else {
            throw BedplateError(.malformed, "a certificate cannot end before it begins")
        }
        guard let period = validity.der else {
            throw BedplateError(.malformed, "a certificate's time lies between the years 1950 and 9999")
        }
        return DEREncoding.sequence(
            DEREncoding.explicit(0, DEREncoding.unsigned([2])),
            DEREncoding.unsigned(serial),
            algorithm,
            issuer,
            period,
            subject,
            subjectPublicKeyInfo,
            DEREncoding.explicit(3, DEREncoding.sequence(extensions.flatMap(\.der)))
        )
    }

    /// 128 random bits of which the first is 0 and the second is 1: positive, and always 16 octets.
    private static func randomSerial() -> [UInt8] {
        var serial = randomOctets(16)
        serial[0] = serial[0] & 0x7F | 0x40
        return serial
    }

    private static func scheme(
        of algorithm: SigningPublicKey.Algorithm
    ) -> (identifier: [UInt8], scheme: SignatureScheme)? {
        let scheme: SignatureScheme? =
            switch algorithm {
            case .ecdsaP256: .ecdsa(.sha256)
            case .ecdsaP384: .ecdsa(.sha384)
            case .ed25519: .ed25519
            default: nil
            }
        guard let scheme, let identifier = scheme.identifier else { return nil }
        return (identifier, scheme)
    }

    private static func badSignature(_ signer: any Signer) -> BedplateError {
        BedplateError(
            .unavailable,
            "the key in \(signer.home.location) made a signature that its public key does not verify"
        )
    }

    /// The first 160 bits of SHA-256 over the SubjectPublicKeyInfo: a name for the key (RFC 7093, 2, method 4, shortened).
    static func keyIdentifier(_ subjectPublicKeyInfo: [UInt8]) -> [UInt8] {
        [UInt8](SHA256.hash(data: subjectPublicKeyInfo).prefix(20))
    }

    /// The Name with this one serialNumber, in lower-case hexadecimal.
    static func serialNumber(_ octets: [UInt8]) -> [UInt8] {
        let text = DEREncoding.value(0x13, Array(Hexadecimal.encode(octets).utf8))
        return DEREncoding.sequence(
            DEREncoding.value(0x31, DEREncoding.sequence(DEREncoding.oid(OID(2, 5, 4, 5)), text))
        )
    }

    /// The Name with this one commonName.
    static func name(_ commonName: String) throws(BedplateError) -> [UInt8] {
        let isPrintable = commonName.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...64).contains(commonName.unicodeScalars.count), isPrintable else {
            throw BedplateError(.malformed, "a common name has 1 to 64 characters, none of them a control character")
        }
        let attribute = DEREncoding.sequence(DEREncoding.oid(OID(2, 5, 4, 3)), DEREncoding.utf8String(commonName))
        return DEREncoding.sequence(DEREncoding.value(0x31, attribute))
    }
}
