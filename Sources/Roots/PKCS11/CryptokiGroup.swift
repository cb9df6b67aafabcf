internal import PKIX

/// A curve as CKA_EC_PARAMS names it.
enum CryptokiGroup {
    case p256, p384, ed25519

    /// The DER of the curve's object identifier (RFC 5480, 2.1.1; RFC 8410, 3), or of its name as PKCS#11 3.0, 2.3.5 has it.
    init?(parameters: [UInt8]) {
        switch parameters {
        case Self.p256.parameters: self = .p256
        case Self.p384.parameters: self = .p384
        case Self.ed25519.parameters, Self.ed25519Name: self = .ed25519
        default: return nil
        }
    }

    var parameters: [UInt8] {
        switch self {
        case .p256: DEREncoding.oid(OID(1, 2, 840, 10045, 3, 1, 7))
        case .p384: DEREncoding.oid(OID(1, 3, 132, 0, 34))
        case .ed25519: DEREncoding.oid(OID(1, 3, 101, 112))
        }
    }

    /// PrintableString `edwards25519`
    static let ed25519Name = DEREncoding.value(0x13, Array("edwards25519".utf8))

    /// The key at CKA_EC_POINT: the point in an OCTET STRING as the standard has it, or bare, as some modules give it.
    func publicKey(_ point: [UInt8]) -> PublicKeyInfo? {
        let size =
            switch self {
            case .p256: 65
            case .p384: 97
            case .ed25519: 32
            }
        var bare = point
        if point.count == size + 2, point.starts(with: [0x04, UInt8(size)]) { bare.removeFirst(2) }
        guard bare.count == size else { return nil }
        switch self {
        case .ed25519: return .ed25519(bare)
        case .p256, .p384:
            guard bare[0] == 0x04 else { return nil }
            let half = size / 2
            let curve: EllipticCurve = size == 65 ? .p256 : .p384
            return .ellipticCurve(curve, x: Array(bare[1...half]), y: Array(bare[(half + 1)...]))
        }
    }
}
