internal import Digests
internal import Model
internal import TPM2

/// A credential that only the TPM with both keys can activate (Part 1, 24), and what shows that it did.
public struct EnrolmentCredential: Hashable, Sendable {
    /// TPMS_ID_OBJECT
    public let credentialBlob: [UInt8]
    /// TPM2B_ENCRYPTED_SECRET contents.
    public let encryptedSecret: [UInt8]
    /// SHA-256 of the proof that is expected: all that is kept of the credential.
    public let proofDigest: [UInt8]

    /// Octets of a credential.
    public static let size = 32

    /// Wraps a random credential for the candidate. Neither it nor the proof is kept.
    ///
    /// - Parameter enrolment: the identifier that the proof is bound to; holds no 0x00.
    public static func make(for candidate: EnrolmentCandidate, enrolment: String) throws -> EnrolmentCredential {
        guard let bits = symmetricBits(candidate.endorsementKey) else {
            throw BedplateError(.malformed, "the endorsement key names no AES wrapper")
        }
        let secret = randomOctets(size)
        let credential = try Credential(
            secret: secret,
            name: candidate.attestationKeyName,
            key: try EncapsulationKey(candidate.endorsementKey),
            symmetricBits: bits
        )
        let proof = try proof(
            credential: secret,
            enrolment: enrolment,
            attestationKeyName: candidate.attestationKeyName
        )
        return EnrolmentCredential(
            credentialBlob: credential.credentialBlob,
            encryptedSecret: credential.encryptedSecret,
            proofDigest: try HashAlgorithm.sha256.digest(proof)
        )
    }

    /// What the device answers: HMAC-SHA-256 under the activated credential, over
    /// `bedplate enrolment v1` ‖ 0x00 ‖ enrolment ‖ 0x00 ‖ Name, so that the credential itself never travels.
    public static func proof(
        credential: [UInt8],
        enrolment: String,
        attestationKeyName: [UInt8]
    ) throws -> [UInt8] {
        let context = [UInt8]("bedplate enrolment v1\0\(enrolment)\0".utf8)
        return try HashAlgorithm.sha256.hmac(key: credential, context, attestationKeyName)
    }

    /// Whether `proof` is the one whose digest was kept. In constant time.
    public static func isProof(_ proof: [UInt8], withDigest digest: [UInt8]) -> Bool {
        guard proof.count == size, digest.count == size, let found = try? HashAlgorithm.sha256.digest(proof) else {
            return false
        }
        return constantTimeEquals(found, digest)
    }

    /// The key size of the endorsement key's AES-CFB wrapper; nil for any other.
    static func symmetricBits(_ key: Public) -> Int? {
        guard case .cipher(.aes, let bits, .cfb) = key.symmetric, bits == 128 || bits == 256 else { return nil }
        return Int(bits)
    }
}
