/// An object identifier (X.690, 8.19), kept as its octets: compared exactly, printed with dots.
public struct OID: Hashable, Sendable {
    /// The content octets, without tag and length.
    public let encoded: [UInt8]

    /// The identifier with these arcs: `OID(2, 23, 133, 8, 1)`.
    public init(_ first: UInt64, _ second: UInt64, _ arcs: UInt64...) {
        var encoded: [UInt8] = []
        for arc in [first * 40 + second] + arcs {
            var groups = [UInt8(arc & 0x7F)]
            var rest = arc >> 7
            while rest > 0 {
                groups.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            encoded += groups.reversed()
        }
        self.encoded = encoded
    }

    /// Nil unless the octets are whole, minimal subidentifiers, at most 64 octets of them.
    init?(content: some BidirectionalCollection<UInt8>) {
        guard !content.isEmpty, content.count <= 64, content.last.map({ $0 < 0x80 }) == true else { return nil }
        var starts = true
        for octet in content {
            if starts, octet == 0x80 { return nil }
            starts = octet < 0x80
        }
        self.encoded = [UInt8](content)
    }
}

extension OID: CustomStringConvertible {
    /// `2.23.133.8.1`; an arc of more than 63 bits is printed as `*`.
    public var description: String {
        var arcs: [UInt64?] = []
        var arc: UInt64? = 0
        for octet in encoded {
            arc = arc.flatMap { $0 >> 56 == 0 ? $0 << 7 | UInt64(octet & 0x7F) : nil }
            if octet < 0x80 {
                arcs.append(arc)
                arc = 0
            }
        }
        var texts = arcs.map { $0.map(String.init) ?? "*" }
        if let joint = arcs.first ?? nil {
            let root = min(joint / 40, 2)
            texts[0] = "\(root).\(joint - root * 40)"
        }
        return texts.joined(separator: ".")
    }
}

extension OID {
    // Extensions — RFC 5280, 4.2.1
    static let subjectKeyIdentifier = OID(2, 5, 29, 14)
    static let keyUsage = OID(2, 5, 29, 15)
    static let subjectAlternativeName = OID(2, 5, 29, 17)
    static let basicConstraints = OID(2, 5, 29, 19)
    static let certificatePolicies = OID(2, 5, 29, 32)
    static let authorityKeyIdentifier = OID(2, 5, 29, 35)
    static let extendedKeyUsage = OID(2, 5, 29, 37)
    /// id-kp-codeSigning
    public static let codeSigning = OID(1, 3, 6, 1, 5, 5, 7, 3, 3)

    // Keys — RFC 3279, 2.3; RFC 4055, 4.1; RFC 5480, 2.1; RFC 8410, 3
    static let rsaEncryption = OID(1, 2, 840, 113549, 1, 1, 1)
    static let rsaesOAEP = OID(1, 2, 840, 113549, 1, 1, 7)
    static let ecPublicKey = OID(1, 2, 840, 10045, 2, 1)
    static let ed25519 = OID(1, 3, 101, 112)

    // ML-DSA — RFC 9881, 2
    static let mlDSA65 = OID(2, 16, 840, 1, 101, 3, 4, 3, 18)
    static let mlDSA87 = OID(2, 16, 840, 1, 101, 3, 4, 3, 19)

    // Signatures and digests — RFC 4055, 5; RFC 5758, 3.2
    static let rsassaPSS = OID(1, 2, 840, 113549, 1, 1, 10)
    static let mgf1 = OID(1, 2, 840, 113549, 1, 1, 8)
    static let sha1WithRSA = OID(1, 2, 840, 113549, 1, 1, 5)
    static let sha256WithRSA = OID(1, 2, 840, 113549, 1, 1, 11)
    static let sha384WithRSA = OID(1, 2, 840, 113549, 1, 1, 12)
    static let sha512WithRSA = OID(1, 2, 840, 113549, 1, 1, 13)
    static let ecdsaWithSHA1 = OID(1, 2, 840, 10045, 4, 1)
    static let ecdsaWithSHA256 = OID(1, 2, 840, 10045, 4, 3, 2)
    static let ecdsaWithSHA384 = OID(1, 2, 840, 10045, 4, 3, 3)
    static let ecdsaWithSHA512 = OID(1, 2, 840, 10045, 4, 3, 4)
    static let sha256 = OID(2, 16, 840, 1, 101, 3, 4, 2, 1)
    static let sha384 = OID(2, 16, 840, 1, 101, 3, 4, 2, 2)
    static let sha512 = OID(2, 16, 840, 1, 101, 3, 4, 2, 3)

    /// tcg-kp-EKCertificate — TCG EK Credential Profile 2.5, 3.2.16.
    public static let ekCertificate = OID(2, 23, 133, 8, 1)
    /// tcg-kp-AIKCertificate — TCG Credential Profiles 1.2, 3.4.
    public static let akCertificate = OID(2, 23, 133, 8, 3)
    /// anyExtendedKeyUsage — RFC 5280, 4.2.1.12.
    public static let anyKeyPurpose = OID(2, 5, 29, 37, 0)

    /// tcg-at-tpmManufacturer, tcg-at-tpmModel, tcg-at-tpmVersion — TCG EK Credential Profile, 3.1.2.
    static let tpmManufacturer = OID(2, 23, 133, 2, 1)
    static let tpmModel = OID(2, 23, 133, 2, 2)
    static let tpmVersion = OID(2, 23, 133, 2, 3)
}
