public import PKIX

extension Public {
    /// The key as a certificate would say it; nil for a key that is neither RSA nor on a NIST curve, or whose numbers do
    /// not fit its parameters. That a point is on its curve is checked by whoever uses it.
    public var publicKeyInfo: PublicKeyInfo? {
        switch key {
        case .rsa(let parameters, let modulus):
            let octets = Array(modulus.bytes.drop { $0 == 0 })
            guard octets.count * 8 == Int(parameters.keyBits) else { return nil }
            return .rsa(modulus: octets, exponent: parameters.publicExponent)
        case .ecc(let parameters, let point):
            guard let curve = parameters.curveID.ellipticCurve,
                let x = padded(point.x.bytes, to: curve.fieldSize), let y = padded(point.y.bytes, to: curve.fieldSize)
            else { return nil }
            return .ellipticCurve(curve, x: x, y: y)
        default: return nil
        }
    }

    private func padded(_ octets: [UInt8], to size: Int) -> [UInt8]? {
        guard !octets.isEmpty, octets.count <= size else { return nil }
        return [UInt8](repeating: 0, count: size - octets.count) + octets
    }
}

extension ECCCurve {
    var ellipticCurve: EllipticCurve? {
        switch self {
        case .nistP256: .p256
        case .nistP384: .p384
        case .nistP521: .p521
        default: nil
        }
    }
}
