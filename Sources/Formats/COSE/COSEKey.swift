public import CBOR
public import PKIX
public import Wire

/// COSE_Key of a public key — RFC 9052, 7; RFC 9053, 7.1; ML-DSA as in draft-ietf-cose-dilithium.
public enum COSEKey {
    private static let keyType: CBOR = 1
    private static let algorithm: CBOR = 3
    private static let curve: CBOR = -1
    private static let x: CBOR = -2
    private static let y: CBOR = -3
    /// kty of OKP, EC2, AKP.
    private static let (octetPair, ellipticCurve, algorithmKeyPair): (CBOR, CBOR, CBOR) = (1, 2, 7)
    /// crv of P-256, P-384, P-521 and Ed25519.
    private static let curves: [(CBOR, EllipticCurve)] = [(1, .p256), (2, .p384), (3, .p521)]
    private static let ed25519: CBOR = 6

    /// The key as a map; nil for RSA and for keys that are not known.
    public static func map(_ key: PublicKeyInfo) -> CBORMap? {
        switch key {
        case .ellipticCurve(let curve, let x, let y):
            guard let number = curves.first(where: { $0.1 == curve })?.0 else { return nil }
            return CBORMap([keyType: ellipticCurve, Self.curve: number, Self.x: .bytes(x), Self.y: .bytes(y)])
        case .ed25519(let key): return CBORMap([keyType: octetPair, curve: ed25519, x: .bytes(key)])
        case .mlDSA65(let key): return pair(.mlDSA65, key)
        case .mlDSA87(let key): return pair(.mlDSA87, key)
        case .rsa, .other: return nil
        }
    }

    private static func pair(_ kind: COSEAlgorithm, _ key: [UInt8]) -> CBORMap {
        CBORMap([keyType: algorithmKeyPair, algorithm: .integer(kind.rawValue), curve: .bytes(key)])
    }

    /// Reads the public key of a map. Parameters beside it (alg, key_ops, kid) are not looked at.
    ///
    /// - Throws: ``WireError`` at 0 for a private key, for a point in compressed form, and for any other key.
    public static func publicKey(_ map: CBORMap) throws(WireError) -> PublicKeyInfo {
        // -4 is d of EC2 and OKP; -2 the private part of AKP.
        guard map[-4] == nil else { throw WireError(.badValue, at: 0) }
        switch map[keyType] {
        case ellipticCurve:
            guard let curve = curves.first(where: { $0.0 == map[curve] })?.1,
                let x = map[x]?.bytes, let y = map[y]?.bytes, x.count == curve.fieldSize, y.count == curve.fieldSize
            else { break }
            return .ellipticCurve(curve, x: x, y: y)
        case octetPair:
            guard map[curve] == ed25519, let x = map[x]?.bytes, x.count == 32 else { break }
            return .ed25519(x)
        case algorithmKeyPair:
            guard let kind = map[algorithm]?.integer.flatMap(COSEAlgorithm.init(rawValue:)), map[x] == nil,
                let key = map[curve]?.bytes
            else { break }
            if kind == .mlDSA65, key.count == PublicKeyInfo.mlDSA65Size { return .mlDSA65(key) }
            if kind == .mlDSA87, key.count == PublicKeyInfo.mlDSA87Size { return .mlDSA87(key) }
        default: break
        }
        throw WireError(.badValue, at: 0)
    }
}
