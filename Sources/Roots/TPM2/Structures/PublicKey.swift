import Wire

/// TPMU_PUBLIC_PARMS with TPMU_PUBLIC_ID — Part 2, 12.2.3.7 and 12.2.3.2: one case has both, so they cannot disagree.
public enum PublicKey: Hashable, Sendable {
    /// The modulus, big-endian.
    case rsa(RSAParameters, modulus: Buffer)
    case ecc(ECCParameters, point: ECCPoint)
    /// An HMAC key, or sealed data; the digest binds the sensitive area.
    case keyedHash(KeyedHashScheme, unique: Buffer)
    case symmetricCipher(SymmetricDefinition, unique: Buffer)
    /// A type that is not known here, as it came: everything to the end of the structure.
    case other(Algorithm, [UInt8])

    /// TPMI_ALG_PUBLIC
    public var type: Algorithm {
        switch self {
        case .rsa: .rsa
        case .ecc: .ecc
        case .keyedHash: .keyedHash
        case .symmetricCipher: .symmetricCipher
        case .other(let type, _): type
        }
    }

    init(_ type: Algorithm, from read: inout WireReader) throws(WireError) {
        switch type {
        case .rsa: self = try .rsa(read(), modulus: read())
        case .ecc: self = try .ecc(read(), point: read())
        case .keyedHash: self = try .keyedHash(read(), unique: read())
        case .symmetricCipher: self = try .symmetricCipher(read(), unique: read())
        default: self = .other(type, read.rest())
        }
    }

    func write(to write: inout WireWriter) {
        switch self {
        case .rsa(let parameters, let modulus): write(parameters, modulus)
        case .ecc(let parameters, let point): write(parameters, point)
        case .keyedHash(let scheme, let unique): write(scheme, unique)
        case .symmetricCipher(let symmetric, let unique): write(symmetric, unique)
        case .other(_, let bytes): write.append(bytes)
        }
    }
}
