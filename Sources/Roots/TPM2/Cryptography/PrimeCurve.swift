/// An elliptic curve that secrets can be agreed over here, by its TPM_ECC_CURVE — TCG Algorithm Registry, Table 4.
public enum PrimeCurve: UInt16, Sendable {
    case nistP256 = 0x0003
    case nistP384 = 0x0004
    case nistP521 = 0x0005

    /// Octets of a field element.
    public var fieldSize: Int {
        switch self {
        case .nistP256: 32
        case .nistP384: 48
        case .nistP521: 66
        }
    }

    /// The coordinate padded to the field's size; nil when it is longer. A leading zero beyond the size is not removed.
    func padded(_ coordinate: [UInt8]) -> [UInt8]? {
        guard coordinate.count <= fieldSize else { return nil }
        return [UInt8](repeating: 0, count: fieldSize - coordinate.count) + coordinate
    }
}
