internal import CBOR
internal import COSE
public import PKIX
internal import Wire

/// A certificate of CBOR — Open Profile for DICE, "CBOR UDS Certificates" and "CBOR CDI Certificates": a CWT in an untagged
/// COSE_Sign1.
///
/// Read strictly: deterministic encoding, no claim and no header parameter beside those that are named here, keys of
/// elliptic curves only. Nothing of it is believed before ``isSigned(by:)``.
public struct OpenDICECertificate: Sendable {
    /// Identifiers as lower-case hexadecimal of 20 octets.
    public let issuer: String
    public let subject: String
    /// That its point is on the curve shows when it is used.
    public let publicKey: PublicKeyInfo
    /// One bit or more.
    public let usage: KeyUsage
    /// What was measured of the layer whose key it is; nil for keys that no measurement made.
    public let input: OpenDICEInput?
    private let message: COSESign1

    /// Octets of the longest certificate that is read.
    public static let sizeLimit = 4096

    public init(_ octets: [UInt8]) throws(OpenDICEError) {
        guard octets.count <= Self.sizeLimit else { throw OpenDICEError("the certificate", .tooLong) }
        let form = OpenDICEError("the COSE_Sign1", .badValue)
        do throws(WireError) {
            // Tag 18 stands before it for the reader only: a certificate has none.
            message = try COSESign1([0xD2] + octets)
        } catch { throw form }
        guard message.unprotected.count == 0, message.protected.count == 1, message.algorithm != nil else { throw form }
        guard let payload = message.payload, let claims = try? CBOR(payload).map else { throw form }
        for entry in claims.entries where !Label.all.contains(entry.key) {
            throw OpenDICEError("a claim", .unknown)
        }
        issuer = try Self.identifier(claims[Label.issuer], "issuer")
        subject = try Self.identifier(claims[Label.subject], "subject")
        publicKey = try Self.publicKey(claims[Label.subjectPublicKey])
        usage = try Self.usage(claims[Label.keyUsage])
        input = try OpenDICEInput(claims)
    }

    /// Whether the key signed it, by the algorithm of its curve and SHA-2 of its size.
    public func isSigned(by key: VerificationKey) -> Bool {
        let fits =
            switch key.info {
            case .ellipticCurve(.p256, _, _): message.algorithm == .es256
            case .ellipticCurve(.p384, _, _): message.algorithm == .es384
            case .ellipticCurve(.p521, _, _): message.algorithm == .es512
            default: false
            }
        return fits && message.isSigned(by: key)
    }

    /// Labels — RFC 8392, 3.1, and the profile's.
    enum Label {
        static let issuer: CBOR = 1
        static let subject: CBOR = 2
        static let codeHash: CBOR = -4_670_545
        static let configurationHash: CBOR = -4_670_547
        static let configurationDescriptor: CBOR = -4_670_548
        static let authorityHash: CBOR = -4_670_549
        static let mode: CBOR = -4_670_551
        static let subjectPublicKey: CBOR = -4_670_552
        static let keyUsage: CBOR = -4_670_553
        static let input = [codeHash, configurationHash, configurationDescriptor, authorityHash, mode]
        static let all = [issuer, subject, subjectPublicKey, keyUsage] + input
    }

    private static func identifier(_ claim: CBOR?, _ field: String) throws(OpenDICEError) -> String {
        guard let claim else { throw OpenDICEError(field, .missing) }
        guard let text = claim.text, text.utf8.count == 2 * OpenDICEIdentifier.size,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw OpenDICEError(field, .badValue) }
        return text
    }

    /// COSE_Key in a byte string: kty, alg, crv, x, y.
    private static func publicKey(_ claim: CBOR?) throws(OpenDICEError) -> PublicKeyInfo {
        guard let claim else { throw OpenDICEError("subjectPublicKey", .missing) }
        let known: [CBOR] = [1, 3, -1, -2, -3]
        guard let octets = claim.bytes, let map = try? CBOR(octets).map,
            map.entries.allSatisfy({ known.contains($0.key) }), map[3].map({ $0.integer != nil }) ?? true,
            let key = try? COSEKey.publicKey(map), case .ellipticCurve = key
        else { throw OpenDICEError("subjectPublicKey", .badValue) }
        return key
    }

    /// Bits of RFC 5280, 4.2.1.3, the lowest bit of the first octet first; no octet of zeros at the end.
    private static func usage(_ claim: CBOR?) throws(OpenDICEError) -> KeyUsage {
        guard let claim else { throw OpenDICEError("keyUsage", .missing) }
        guard let octets = claim.bytes, (1...2).contains(octets.count), octets.last != 0 else {
            throw OpenDICEError("keyUsage", .badValue)
        }
        return KeyUsage(rawValue: octets.reversed().reduce(0) { $0 << 8 | UInt16($1) })
    }
}
