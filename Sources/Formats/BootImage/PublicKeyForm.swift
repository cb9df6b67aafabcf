internal import BootCrypto

/// SubjectPublicKeyInfo — RFC 5280, 4.1.2.7: of the two algorithms that are known here it has one encoding each, so what
/// stands before the key is compared and not parsed.
enum PublicKeyForm {
    /// id-ecPublicKey on secp256r1, and the 04 of an uncompressed point — RFC 5480, 2.1.1 and 2.2.
    private static let p256: InlineArray<27, UInt8> = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]
    /// id-ml-dsa-65 — RFC 9881, 2 and 4.
    private static let mlDSA65: InlineArray<22, UInt8> = [
        0x30, 0x82, 0x07, 0xB2, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12, 0x03,
        0x82, 0x07, 0xA1, 0x00,
    ]

    static var p256Size: Int { 27 &+ P256.keySize }
    static var mlDSA65Size: Int { 22 &+ MLDSA65.keySize }

    static func isP256(_ octets: Span<UInt8>) -> Decision {
        guard octets.count == p256Size else { return .refused }
        return Decision.equal(octets.extracting(0..<27), p256.span)
    }

    static func isMLDSA65(_ octets: Span<UInt8>) -> Decision {
        guard octets.count == mlDSA65Size else { return .refused }
        return Decision.equal(octets.extracting(0..<22), mlDSA65.span)
    }
}
