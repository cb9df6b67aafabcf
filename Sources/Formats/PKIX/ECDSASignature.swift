internal import SwiftASN1

/// An ECDSA signature as its two numbers, between DER (Ecdsa-Sig-Value — RFC 3279, 2.2.3) and r ‖ s (IEEE P1363).
public struct ECDSASignature: Hashable, Sendable {
    /// Big-endian, without leading zeros.
    public var r: [UInt8]
    /// Big-endian, without leading zeros.
    public var s: [UInt8]

    /// From numbers with or without leading zeros, as a TPM returns them.
    public init(r: [UInt8], s: [UInt8]) {
        self.r = Array(r.drop { $0 == 0 })
        self.s = Array(s.drop { $0 == 0 })
    }

    /// From r ‖ s, each padded to the field size; nil for any other length.
    public init?(raw: [UInt8], curve: EllipticCurve) {
        guard raw.count == 2 * curve.fieldSize else { return nil }
        self.init(r: Array(raw.prefix(curve.fieldSize)), s: Array(raw.suffix(curve.fieldSize)))
    }

    public init(der: [UInt8]) throws(X509Error) {
        guard der.count <= 160 else { throw X509Error(.tooLong, "Ecdsa-Sig-Value", at: 0) }
        var fields = try DERFields(DERFields.parse(der[...], "Ecdsa-Sig-Value"), .sequence, "Ecdsa-Sig-Value")
        let r = try fields.required(.integer, "r").magnitude("r")
        let s = try fields.required(.integer, "s").magnitude("s")
        try fields.finish()
        self.init(r: r, s: s)
    }

    public var der: [UInt8] { DEREncoding.sequence(DEREncoding.unsigned(r), DEREncoding.unsigned(s)) }

    /// r ‖ s, each padded to the field size; nil if a number is larger than the field.
    public func raw(_ curve: EllipticCurve) -> [UInt8]? {
        guard r.count <= curve.fieldSize, s.count <= curve.fieldSize else { return nil }
        return [r, s].flatMap { [UInt8](repeating: 0, count: curve.fieldSize - $0.count) + $0 }
    }
}
