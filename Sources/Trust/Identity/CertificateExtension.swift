internal import PKIX

/// Extension — RFC 5280, 4.2: those that this authority writes.
struct CertificateExtension: Sendable {
    var der: [UInt8]

    private init(_ oid: OID, isCritical: Bool, _ value: [UInt8]) {
        let critical: [UInt8] = isCritical ? DEREncoding.true : []
        der = DEREncoding.sequence(DEREncoding.oid(oid), critical, DEREncoding.octetString(value))
    }

    static func basicConstraints(isCA: Bool, pathLength: UInt8?) -> CertificateExtension {
        let length = pathLength.map { DEREncoding.unsigned([$0]) } ?? []
        return .init(OID(2, 5, 29, 19), isCritical: true, DEREncoding.sequence(isCA ? DEREncoding.true + length : []))
    }

    /// The bits of the first octet; bit 0 of the specification is its highest.
    static func keyUsage(_ usage: KeyUsage) -> CertificateExtension {
        var octet: UInt8 = 0
        for bit in 0..<8 where usage.contains(KeyUsage(rawValue: 1 << bit)) { octet |= 0x80 >> bit }
        return .init(
            OID(2, 5, 29, 15),
            isCritical: true,
            DEREncoding.value(0x03, [UInt8(octet.trailingZeroBitCount), octet])
        )
    }

    static func keyPurposes(_ purposes: [OID]) -> CertificateExtension {
        .init(OID(2, 5, 29, 37), isCritical: false, DEREncoding.value(0x30, purposes.flatMap(DEREncoding.oid)))
    }

    static func subjectKeyIdentifier(_ identifier: [UInt8]) -> CertificateExtension {
        .init(OID(2, 5, 29, 14), isCritical: false, DEREncoding.octetString(identifier))
    }

    static func authorityKeyIdentifier(_ identifier: [UInt8]) -> CertificateExtension {
        .init(OID(2, 5, 29, 35), isCritical: false, DEREncoding.sequence(DEREncoding.value(0x80, identifier)))
    }
}
