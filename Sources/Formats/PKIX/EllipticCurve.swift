/// A named curve — RFC 5480, 2.1.1.1.
public enum EllipticCurve: String, Hashable, Sendable, CaseIterable {
    case p256, p384, p521

    /// Octets of a coordinate.
    public var fieldSize: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    var oid: OID {
        switch self {
        case .p256: OID(1, 2, 840, 10045, 3, 1, 7)
        case .p384: OID(1, 3, 132, 0, 34)
        case .p521: OID(1, 3, 132, 0, 35)
        }
    }
}
