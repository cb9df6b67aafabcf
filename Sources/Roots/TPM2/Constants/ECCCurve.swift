public import Wire

/// TPM_ECC_CURVE — Part 2, 6.4. Open.
public struct ECCCurve: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let nistP192 = ECCCurve(rawValue: 0x0001)
    public static let nistP224 = ECCCurve(rawValue: 0x0002)
    public static let nistP256 = ECCCurve(rawValue: 0x0003)
    public static let nistP384 = ECCCurve(rawValue: 0x0004)
    public static let nistP521 = ECCCurve(rawValue: 0x0005)
    public static let bnP256 = ECCCurve(rawValue: 0x0010)
    public static let sm2P256 = ECCCurve(rawValue: 0x0020)

    /// Octets of a coordinate; nil for a curve that is not used here.
    public var coordinateSize: Int? {
        switch self {
        case .nistP256: 32
        case .nistP384: 48
        case .nistP521: 66
        default: nil
        }
    }
}
