internal import Digests
internal import PKIX
internal import SwiftASN1

/// What a registered key is: RSA's numbers, another algorithm, or why it is none.
///
/// RSA keys are read here and not by `PKIX`, which refuses what this must see: even moduli, exponents of 1, moduli of one octet.
enum KeyReading {
    /// Big-endian without leading zeros; the exponent nil where only a modulus was registered.
    case rsa(modulus: ArraySlice<UInt8>, exponent: [UInt8]?)
    /// `identity` is what two equal keys have in common.
    case other(KeyAlgorithm, identity: [UInt8])
    case unreadable(String)
    case tooLong(bits: Int)

    private struct NoKey: Error {}

    /// Octets of a SubjectPublicKeyInfo.
    private static let sizeLimit = 8192
    private static let rsaAlgorithms: [ASN1ObjectIdentifier] = [
        [1, 2, 840, 113549, 1, 1, 1], [1, 2, 840, 113549, 1, 1, 7], [1, 2, 840, 113549, 1, 1, 10],
    ]

    init(_ key: FleetKey) {
        switch key {
        case .modulus(let octets): self = Self.rsa(octets[...], exponent: nil)
        case .subjectPublicKeyInfo(let der):
            guard der.count <= Self.sizeLimit else {
                self = .unreadable("\(der.count) octets, and \(Self.sizeLimit) at most are read")
                return
            }
            do { self = try Self.read(der) } catch {
                self = .unreadable("not a DER SubjectPublicKeyInfo")
            }
        }
    }

    private static func read(_ der: [UInt8]) throws -> KeyReading {
        let (algorithm, key) = try DER.sequence(DER.parse(der), identifier: .sequence) { fields in
            guard let head = fields.next() else { throw NoKey() }
            let algorithm = try DER.sequence(head, identifier: .sequence) { fields in
                let type = try ASN1ObjectIdentifier(derEncoded: &fields)
                // The parameters of a key for OAEP or PSS change nothing about its numbers.
                _ = fields.next()
                return type
            }
            return (algorithm, try ASN1BitString(derEncoded: &fields))
        }
        guard rsaAlgorithms.contains(algorithm) else {
            let info = try PublicKeyInfo(der: der)
            return .other(KeyAlgorithm(info), identity: info.subjectPublicKeyInfo ?? der)
        }
        let numbers = try DER.sequence(DER.parse(key.bytes), identifier: .sequence) { fields in
            (try integer(&fields), try integer(&fields))
        }
        // A leading one bit is a sign (X.690, 8.3.3).
        guard numbers.0.first.map({ $0 < 0x80 }) == true, numbers.1.first.map({ $0 < 0x80 }) == true else {
            return .unreadable("a negative modulus or exponent")
        }
        return rsa(numbers.0, exponent: [UInt8](numbers.1.drop { $0 == 0 }))
    }

    /// The octets as they are: more leading zeros than DER allows hide no modulus from the comparison.
    private static func integer(_ fields: inout ASN1NodeCollection.Iterator) throws -> ArraySlice<UInt8> {
        guard let field = fields.next(), field.identifier == .integer, case .primitive(let octets) = field.content
        else {
            throw NoKey()
        }
        return octets
    }

    private static func rsa(_ modulus: ArraySlice<UInt8>, exponent: [UInt8]?) -> KeyReading {
        let modulus = modulus.drop { $0 == 0 }
        guard let first = modulus.first else { return .unreadable("a modulus of zero") }
        guard modulus.count > 1 || first > 1 else { return .unreadable("a modulus of one") }
        let bits = modulus.count * 8 - first.leadingZeroBitCount
        guard bits <= FleetSurvey.modulusLimit else { return .tooLong(bits: bits) }
        return .rsa(modulus: modulus, exponent: exponent)
    }
}
