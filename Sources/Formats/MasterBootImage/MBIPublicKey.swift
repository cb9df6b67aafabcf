public import Digests
public import PKIX

/// A root key or an image signing key: a point of P-256 or P-384, x ‖ y, big-endian.
public struct MBIPublicKey: Hashable, Sendable {
    public let curve: EllipticCurve
    /// Twice the curve's field size.
    public let point: [UInt8]

    /// Nil for a key of another kind.
    public init?(_ info: PublicKeyInfo) {
        guard case .ellipticCurve(let curve, let x, let y) = info, [.p256, .p384].contains(curve),
            x.count == curve.fieldSize, y.count == curve.fieldSize
        else { return nil }
        self.init(curve: curve, point: x + y)
    }

    init(curve: EllipticCurve, point: [UInt8]) {
        self.curve = curve
        self.point = point
    }

    public var info: PublicKeyInfo {
        .ellipticCurve(curve, x: Array(point.prefix(curve.fieldSize)), y: Array(point.suffix(curve.fieldSize)))
    }

    /// The hash under its signatures, and of root keys: SHA-256 or SHA-384.
    public var hash: HashAlgorithm { curve == .p384 ? .sha384 : .sha256 }
    public var scheme: SignatureScheme { .ecdsaRaw(hash) }

    /// Octets of a signature: r ‖ s.
    public var signatureSize: Int { 2 * curve.fieldSize }

    /// The curve's number in flags.
    var code: UInt32 { curve == .p384 ? 2 : 1 }

    /// The curve of a number in flags; nil for one without meaning.
    static func curve(ofCode code: UInt32) -> EllipticCurve? {
        switch code {
        case 1: .p256
        case 2: .p384
        default: nil
        }
    }

    /// Octets of a point on the curve.
    static func size(_ curve: EllipticCurve) -> Int { 2 * curve.fieldSize }
}
