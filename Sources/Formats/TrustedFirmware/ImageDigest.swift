public import Digests
public import PKIX
internal import SwiftASN1

/// The digest of an image as a certificate carries it: DigestInfo — RFC 8017, A.2.4.
public struct ImageDigest: Hashable, Sendable {
    /// SHA-256, SHA-384 or SHA-512.
    public var algorithm: HashAlgorithm
    public var octets: [UInt8]

    public init(_ algorithm: HashAlgorithm, _ octets: [UInt8]) {
        self.algorithm = algorithm
        self.octets = octets
    }

    /// What cert_create writes for an optional image that is absent: zeros, which no image has as its digest.
    public static func absent(_ algorithm: HashAlgorithm) -> ImageDigest {
        ImageDigest(algorithm, [UInt8](repeating: 0, count: algorithm.digestSize ?? 0))
    }

    public var isAbsent: Bool { octets.allSatisfy { $0 == 0 } }

    /// The DER; nil for another algorithm than those above, or another length than the algorithm's.
    public var der: [UInt8]? {
        guard let oid = Self.algorithms.first(where: { $0.hash == algorithm })?.oid,
            octets.count == algorithm.digestSize
        else { return nil }
        let identifier = DEREncoding.sequence(DEREncoding.oid(oid), DEREncoding.null)
        return DEREncoding.sequence(identifier, DEREncoding.octetString(octets))
    }

    /// Reads all of `der`. The algorithm's parameters must be NULL, as they always were.
    public init(der: [UInt8], _ field: String = "DigestInfo") throws(X509Error) {
        var fields = try DERFields(DERFields.parse(der[...], field), .sequence, field)
        var algorithm = try DERFields(fields.required(.sequence, field), .sequence, field)
        let digest = try fields.required(.octetString, field)
        try fields.finish()
        let name = try algorithm.required(.objectIdentifier, field)
        let oid = try name.oid(field)
        _ = try algorithm.required(.null, field).octets(.null, field)
        try algorithm.finish()
        guard let hash = Self.algorithms.first(where: { $0.oid == oid })?.hash else {
            throw X509Error(.badValue, field, at: name.offset)
        }
        octets = [UInt8](try digest.octets(.octetString, field))
        guard octets.count == hash.digestSize else { throw X509Error(.badValue, field, at: digest.offset) }
        self.algorithm = hash
    }

    private static let algorithms: [(hash: HashAlgorithm, oid: OID)] = [
        (.sha256, OID(2, 16, 840, 1, 101, 3, 4, 2, 1)),
        (.sha384, OID(2, 16, 840, 1, 101, 3, 4, 2, 2)),
        (.sha512, OID(2, 16, 840, 1, 101, 3, 4, 2, 3)),
    ]
}

extension ImageDigest: CustomStringConvertible {
    /// `sha256:` and the first octets, or `absent`.
    public var description: String {
        isAbsent ? "absent" : "\(algorithm):" + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
