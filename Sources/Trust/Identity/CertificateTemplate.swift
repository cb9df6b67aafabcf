internal import Crypto
internal import Digests
internal import Model
internal import PKIX

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
        let scheme = Self.scheme(of: signer.publicKey.algorithm)
        let tbs = try tbsCertificate(algorithm: scheme.identifier, serial: Self.randomSerial())
        let signature = try await signer.sign(tbs)
        let encoded: [UInt8]
        if let curve = scheme.curve {
            guard let numbers = ECDSASignature(raw: signature, curve: curve) else { throw Self.badSignature(signer) }
            encoded = numbers.der
        } else {
            encoded = signature
        }
        let der = DEREncoding.sequence(tbs, scheme.identifier, DEREncoding.bitString(encoded))
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
        let period = DEREncoding.sequence(try Self.time(validity.notBefore), try Self.time(validity.notAfter))
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

    private static func scheme(of algorithm: SigningPublicKey.Algorithm) -> (identifier: [UInt8], curve: EllipticCurve?)
    {
        switch algorithm {
        case .ecdsaP256: (DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 2))), .p256)
        case .ecdsaP384: (DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 3))), .p384)
        case .ed25519: (DEREncoding.sequence(DEREncoding.oid(OID(1, 3, 101, 112))), nil)
        }
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

    /// The Name with this one commonName.
    static func name(_ commonName: String) throws(BedplateError) -> [UInt8] {
        let isPrintable = commonName.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...64).contains(commonName.unicodeScalars.count), isPrintable else {
            throw BedplateError(.malformed, "a common name has 1 to 64 characters, none of them a control character")
        }
        let attribute = DEREncoding.sequence(DEREncoding.oid(OID(2, 5, 4, 3)), DEREncoding.utf8String(commonName))
        return DEREncoding.sequence(DEREncoding.value(0x31, attribute))
    }

    /// UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5); fractions of a second are cut off.
    static func time(_ date: Date) throws(BedplateError) -> [UInt8] {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        // 1950-01-01T00:00:00Z to 9999-12-31T23:59:59Z
        guard seconds >= -631_152_000, seconds <= 253_402_300_799 else {
            throw BedplateError(.malformed, "a certificate's time lies between the years 1950 and 9999")
        }
        let (days, second) = Int(seconds).floored(by: 86_400)
        let (year, month, day) = civil(days)
        let digits = [month, day, second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined() + "Z"
        return year < 2050
            ? DEREncoding.value(0x17, Array((padded(year % 100, 2) + digits).utf8))
            : DEREncoding.value(0x18, Array((padded(year, 4) + digits).utf8))
    }

    /// The date of a day counted from 1970-01-01, in years that begin in March and eras of 400 years.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    /// Quotient and remainder with the quotient rounded down.
    fileprivate func floored(by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
