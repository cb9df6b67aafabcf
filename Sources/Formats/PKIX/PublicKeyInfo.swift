internal import SwiftASN1

/// SubjectPublicKeyInfo — RFC 5280, 4.1.2.7: a public key as numbers, comparable with the one read from a TPM.
public enum PublicKeyInfo: Hashable, Sendable {
    /// Modulus and exponent, big-endian without leading zeros.
    case rsa(modulus: [UInt8], exponent: UInt32)
    /// The coordinates, each padded to the curve's field size. That the point is on the curve is checked by ``VerificationKey``.
    case ellipticCurve(EllipticCurve, x: [UInt8], y: [UInt8])
    /// 32 octets.
    case ed25519([UInt8])
    /// 1952 octets: pk of FIPS 204, algorithm 22 — RFC 9881, 4.
    case mlDSA65([UInt8])
    /// 2592 octets.
    case mlDSA87([UInt8])
    /// A key whose algorithm (or curve) is not known here.
    case other(OID)

    /// The largest modulus that is accepted, in bits.
    public static let modulusLimit = 8192

    /// Octets of an ML-DSA-65 and of an ML-DSA-87 key — FIPS 204, table 2.
    public static let mlDSA65Size = 1952
    public static let mlDSA87Size = 2592
}

extension PublicKeyInfo {
    /// Reads a DER SubjectPublicKeyInfo.
    public init(der: [UInt8], allowing leniency: Leniency = []) throws(X509Error) {
        guard der.count <= Certificate.sizeLimit else { throw X509Error(.tooLong, "subjectPublicKeyInfo", at: 0) }
        var deviations: Leniency = []
        self = try Self(DERFields.parse(der[...], "subjectPublicKeyInfo"), deviations: &deviations)
        let missing = deviations.subtracting(leniency)
        guard missing.isEmpty else { throw X509Error(.needs(missing), "subjectPublicKeyInfo", at: 0) }
    }

    init(_ node: ASN1Node, deviations: inout Leniency) throws(X509Error) {
        let field = "subjectPublicKeyInfo"
        var fields = try DERFields(node, .sequence, field)
        var algorithm = try DERFields(fields.required(.sequence, field), .sequence, "algorithm")
        let bits = try fields.required(.bitString, "subjectPublicKey")
        try fields.finish()
        let type = try algorithm.required(.objectIdentifier, "algorithm").oid("algorithm")
        let parameters = algorithm.any()
        try algorithm.finish()
        let key = try bits.bitOctets("subjectPublicKey")
        switch type {
        case .rsaEncryption:
            guard try parameters?.octets(.null, "parameters").isEmpty == true else {
                throw X509Error(.badValue, "parameters", at: node.offset)
            }
            self = try Self.rsa(key)
        case .rsaesOAEP:
            // The parameters name a hash for encryption; a TPM's EK uses its own name algorithm, so they are not read.
            deviations.insert(.oaepKeyAlgorithm)
            self = try Self.rsa(key)
        case .ecPublicKey:
            guard let parameters else { throw X509Error(.unexpected, "parameters", at: node.offset) }
            let curveOID = try parameters.oid("namedCurve")
            guard let curve = EllipticCurve.allCases.first(where: { $0.oid == curveOID }) else {
                self = .other(curveOID)
                return
            }
            // Uncompressed only: 04 ‖ x ‖ y (SEC 1, 2.3.3).
            guard key.count == 1 + 2 * curve.fieldSize, key.first == 0x04 else {
                throw X509Error(.badValue, "subjectPublicKey", at: bits.offset)
            }
            let x = key.dropFirst().prefix(curve.fieldSize)
            self = .ellipticCurve(curve, x: [UInt8](x), y: [UInt8](key.suffix(curve.fieldSize)))
        case .ed25519:
            guard parameters == nil, key.count == 32 else {
                throw X509Error(.badValue, "subjectPublicKey", at: bits.offset)
            }
            self = .ed25519([UInt8](key))
        case .mlDSA65, .mlDSA87:
            let is65 = type == .mlDSA65
            // RFC 9881, 2: the parameters must be absent.
            guard parameters == nil, key.count == (is65 ? Self.mlDSA65Size : Self.mlDSA87Size) else {
                throw X509Error(.badValue, "subjectPublicKey", at: bits.offset)
            }
            self = is65 ? .mlDSA65([UInt8](key)) : .mlDSA87([UInt8](key))
        default:
            self = .other(type)
        }
    }

    /// RSAPublicKey — RFC 8017, A.1.1.
    private static func rsa(_ key: ArraySlice<UInt8>) throws(X509Error) -> PublicKeyInfo {
        var fields = try DERFields(DERFields.parse(key, "RSAPublicKey"), .sequence, "RSAPublicKey")
        let modulus = try fields.required(.integer, "modulus").magnitude("modulus")
        let exponent = try fields.required(.integer, "publicExponent").magnitude("publicExponent")
        try fields.finish()
        guard modulus.count * 8 <= modulusLimit else { throw X509Error(.tooLong, "modulus", at: key.startIndex) }
        guard exponent.count <= 4, exponent.last.map({ $0 & 1 == 1 }) == true, exponent != [1],
            modulus.last.map({ $0 & 1 == 1 }) == true
        else { throw X509Error(.badValue, "RSAPublicKey", at: key.startIndex) }
        return .rsa(modulus: modulus, exponent: exponent.reduce(0) { $0 << 8 | UInt32($1) })
    }
}

extension PublicKeyInfo {
    /// The DER SubjectPublicKeyInfo of the key; nil for ``other(_:)`` and for coordinates of another size than the curve's.
    ///
    /// Leading zeros of an RSA modulus are dropped.
    public var subjectPublicKeyInfo: [UInt8]? {
        switch self {
        case .rsa(let modulus, let exponent):
            let exponentOctets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: exponent >> ($0 * 8)) }
            let key = DEREncoding.sequence(DEREncoding.unsigned(modulus), DEREncoding.unsigned(exponentOctets))
            return Self.info(.rsaEncryption, DEREncoding.null, key)
        case .ellipticCurve(let curve, let x, let y):
            guard x.count == curve.fieldSize, y.count == curve.fieldSize else { return nil }
            return Self.info(.ecPublicKey, DEREncoding.oid(curve.oid), [0x04] + x + y)
        case .ed25519(let key): return key.count == 32 ? Self.info(.ed25519, [], key) : nil
        case .mlDSA65(let key): return key.count == Self.mlDSA65Size ? Self.info(.mlDSA65, [], key) : nil
        case .mlDSA87(let key): return key.count == Self.mlDSA87Size ? Self.info(.mlDSA87, [], key) : nil
        case .other: return nil
        }
    }

    private static func info(_ algorithm: OID, _ parameters: [UInt8], _ key: [UInt8]) -> [UInt8] {
        DEREncoding.sequence(DEREncoding.sequence(DEREncoding.oid(algorithm), parameters), DEREncoding.bitString(key))
    }
}

extension PublicKeyInfo: CustomStringConvertible {
    /// `RSA 2048`, `P-256`, `Ed25519`, or the identifier of an algorithm that is not known here.
    public var description: String {
        switch self {
        case .rsa(let modulus, _): "RSA \(modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0))"
        case .ellipticCurve(let curve, _, _): "P-" + curve.rawValue.dropFirst()
        case .ed25519: "Ed25519"
        case .mlDSA65: "ML-DSA-65"
        case .mlDSA87: "ML-DSA-87"
        case .other(let oid): oid.description
        }
    }
}
