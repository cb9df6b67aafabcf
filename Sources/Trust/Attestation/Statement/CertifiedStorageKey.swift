import Digests
public import Model
public import TPM2
import Wire

/// A storage key of which the attestation key says: it is loaded in this TPM. A secret may be wrapped to it.
public struct CertifiedStorageKey: Sendable {
    public let publicArea: Public

    /// Verifies TPM2_Certify's statement about a storage key (Part 3, 18.2).
    ///
    /// - Returns: the judgement, and the key when all of it held.
    public static func verify(
        _ signed: SignedStatement,
        of storageKey: Public,
        by key: AttestationKey,
        primaryIn hierarchy: Handle?,
        nonce: [UInt8]
    ) -> (judgement: Judgement, key: CertifiedStorageKey?) {
        var judgement = Judgement()
        let verifier = StatementVerifier(key: key, hierarchy: hierarchy, nonce: nonce, allowsSHA1: false)
        guard let statement = verifier.verify(signed, is: .attestCertify, &judgement),
            case .certify(let name, _) = statement.attest.attested
        else { return (judgement, nil) }
        let expected = (try? storageKey.name()) ?? []
        judgement.check(
            !expected.isEmpty && name.bytes == expected,
            .certifiedName,
            "the certified key is the storage key",
            expected: Hexadecimal.encode(expected),
            found: Hexadecimal.encode(name.bytes)
        )
        // The certification names the key by a hash only: over SHA-1, two keys can be made to share a Name.
        judgement.check(
            storageKey.nameAlg.isAccepted,
            .certifiedName,
            "the storage key's Name rests on an accepted hash",
            expected: "sha256 or better",
            found: storageKey.nameAlg.description
        )
        judgement.check(
            AttributeRule.storage.isMet(by: storageKey.objectAttributes),
            .certifiedAttributes,
            "the storage key is a restricted decryption key, fixed to its TPM and made there",
            expected: "\(AttributeRule.storage)",
            found: "0x" + String(storageKey.objectAttributes.rawValue, radix: 16)
        )
        return (judgement, judgement.holds ? CertifiedStorageKey(publicArea: storageKey) : nil)
    }
}
