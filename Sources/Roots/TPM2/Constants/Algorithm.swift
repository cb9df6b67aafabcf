public import Digests
public import Wire

/// TPM_ALG_ID — Part 2, 6.3. Open: an identifier that is not named here survives a round trip.
public struct Algorithm: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public init(_ hash: HashAlgorithm) { rawValue = hash.rawValue }

    public static let rsa = Algorithm(rawValue: 0x0001)
    public static let sha1 = Algorithm(rawValue: 0x0004)
    public static let hmac = Algorithm(rawValue: 0x0005)
    public static let aes = Algorithm(rawValue: 0x0006)
    public static let mgf1 = Algorithm(rawValue: 0x0007)
    public static let keyedHash = Algorithm(rawValue: 0x0008)
    public static let xor = Algorithm(rawValue: 0x000A)
    public static let sha256 = Algorithm(rawValue: 0x000B)
    public static let sha384 = Algorithm(rawValue: 0x000C)
    public static let sha512 = Algorithm(rawValue: 0x000D)
    public static let null = Algorithm(rawValue: 0x0010)
    public static let sm3 = Algorithm(rawValue: 0x0012)
    public static let sm4 = Algorithm(rawValue: 0x0013)
    public static let rsassa = Algorithm(rawValue: 0x0014)
    public static let rsaes = Algorithm(rawValue: 0x0015)
    public static let rsapss = Algorithm(rawValue: 0x0016)
    public static let oaep = Algorithm(rawValue: 0x0017)
    public static let ecdsa = Algorithm(rawValue: 0x0018)
    public static let ecdh = Algorithm(rawValue: 0x0019)
    public static let ecdaa = Algorithm(rawValue: 0x001A)
    public static let sm2 = Algorithm(rawValue: 0x001B)
    public static let ecschnorr = Algorithm(rawValue: 0x001C)
    public static let ecmqv = Algorithm(rawValue: 0x001D)
    public static let kdf1SP80056A = Algorithm(rawValue: 0x0020)
    public static let kdf2 = Algorithm(rawValue: 0x0021)
    public static let kdf1SP800108 = Algorithm(rawValue: 0x0022)
    public static let ecc = Algorithm(rawValue: 0x0023)
    public static let symmetricCipher = Algorithm(rawValue: 0x0025)
    public static let camellia = Algorithm(rawValue: 0x0026)
    public static let ctr = Algorithm(rawValue: 0x0040)
    public static let ofb = Algorithm(rawValue: 0x0041)
    public static let cbc = Algorithm(rawValue: 0x0042)
    public static let cfb = Algorithm(rawValue: 0x0043)
    public static let ecb = Algorithm(rawValue: 0x0044)

    /// The identifier as a hash algorithm; whether it is one shows in its digest size.
    public var hash: HashAlgorithm { HashAlgorithm(rawValue: rawValue) }
}
