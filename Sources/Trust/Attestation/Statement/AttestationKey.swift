import Digests
public import Model
import PKIX
public import TPM2

/// An attestation key's public area, with its verification key parsed once.
public struct AttestationKey: Sendable {
    public let publicArea: Public
    public let name: [UInt8]
    /// Whether the key is restricted, signing, fixed, and made by its TPM: only such a key signs nothing but what the
    /// TPM itself states (TPMA_OBJECT — Part 2, 8.3). The attributes of a key given without them are not judged here.
    public let judgement: Judgement
    let verificationKey: VerificationKey
    /// The qualified Name as a primary key of the endorsement hierarchy: what each of its statements is compared with.
    private let qualifiedNameInEndorsement: [UInt8]
    let scheme: Scheme

    /// Reads a key whose attributes may still be anything: ``judgement`` tells whether it is an attestation key.
    ///
    /// - Throws: ``BedplateError`` with code `malformed` for a key that cannot sign quotes at all.
    public init(_ publicArea: Public) throws {
        guard let info = publicArea.publicKeyInfo else {
            throw BedplateError(.malformed, "the attestation key is neither RSA nor on a NIST curve")
        }
        do {
            verificationKey = try VerificationKey(info)
        } catch {
            throw BedplateError(.malformed, "the attestation key is not a valid public key", cause: error)
        }
        self.publicArea = publicArea
        let name = try publicArea.name()
        self.name = name
        qualifiedNameInEndorsement = try Self.qualifiedName(of: name, publicArea.nameAlg, in: .endorsement)
        scheme = publicArea.scheme
        judgement = Self.judge(publicArea.objectAttributes)
    }

    /// The qualified Name that the key has as a primary of `hierarchy`.
    func qualifiedName(in hierarchy: Handle) throws -> [UInt8] {
        hierarchy == .endorsement
            ? qualifiedNameInEndorsement : try Self.qualifiedName(of: name, publicArea.nameAlg, in: hierarchy)
    }

    /// H(hierarchy handle ‖ Name) under the Name algorithm, which stands before it (Part 1, 16).
    private static func qualifiedName(
        of name: [UInt8],
        _ algorithm: HashAlgorithm,
        in hierarchy: Handle
    ) throws -> [UInt8] {
        name.prefix(2) + (try algorithm.digest(hierarchy.rawValue.bigEndianBytes, name))
    }

    private static func judge(_ attributes: ObjectAttributes) -> Judgement {
        let deviations = AttributeRule.attestation.deviations(of: attributes)
        var judgement = Judgement(reserving: 1)
        judgement.check(
            deviations.isEmpty,
            .signerAttributes,
            "the key is a restricted signing key, fixed to its TPM and made there",
            expected: "\(AttributeRule.attestation)",
            found: deviations.joined(separator: ", ")
        )
        return judgement
    }
}

extension UInt32 {
    /// Four octets, most significant first.
    var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
