import Digests
import Model
import TPM2
import Wire

/// The checks that every statement of a TPM needs, before anything that it says is looked at.
struct StatementVerifier {
    var key: AttestationKey
    /// When the key is a primary, its hierarchy: the qualified signer is then computed and compared.
    var hierarchy: Handle?
    var nonce: [UInt8]
    var allowsSHA1: Bool

    /// What was read, and which hash signed it.
    struct Statement {
        var attest: Attest
        var hash: HashAlgorithm
    }

    /// Checks structure, magic, type, the signer's attributes, the signature, the signer's Name and the nonce, in this
    /// order; stops where a failure makes the rest meaningless. Nil unless all of it held but, perhaps, the nonce.
    func verify(_ signed: SignedStatement, is type: StructureTag, _ judgement: inout Judgement) -> Statement? {
        let attest: Attest
        let signature: Signature
        do throws(WireError) {
            attest = try Attest(signed.attest)
        } catch {
            judgement.add(Finding(.statementStructure, claim: "the statement is well formed", location: "\(error)"))
            return nil
        }
        do throws(WireError) {
            signature = try Signature(signed.signature)
        } catch {
            judgement.add(Finding(.statementStructure, claim: "the signature is well formed", location: "\(error)"))
            return nil
        }
        guard
            judgement.check(
                attest.magic == Attest.generated,
                .statementMagic,
                "the TPM itself made the structure",
                expected: hex(Attest.generated),
                found: hex(attest.magic)
            ),
            judgement.check(
                attest.type == type,
                .statementType,
                "the structure is of the expected type",
                expected: hex(type),
                found: hex(attest.type)
            )
        else { return nil }
        judgement.add(key.judgement)
        guard judgement.failures.isEmpty, let hash = checkHash(signature, &judgement),
            judgement.check(
                key.verificationKey.isValid(signature, of: signed.attest, scheme: key.scheme),
                .statementSignature,
                "the attestation key signed the statement"
            ),
            checkSigner(attest, &judgement)
        else { return nil }
        judgement.check(
            !nonce.isEmpty && constantTimeEquals(attest.extraData.bytes, nonce),
            .statementNonce,
            "the statement answers this nonce",
            expected: Hexadecimal.encode(nonce),
            found: Hexadecimal.encode(attest.extraData.bytes)
        )
        return Statement(attest: attest, hash: hash)
    }

    private func checkHash(_ signature: Signature, _ judgement: inout Judgement) -> HashAlgorithm? {
        let wanted = key.scheme.hash
        guard let hash = signature.hash, hash.isComputable, wanted == nil || wanted == hash else {
            judgement.add(
                Finding(
                    .statementHash,
                    claim: "the signature uses the hash that the key's scheme names",
                    expected: wanted?.description,
                    found: signature.hash?.description ?? "none"
                )
            )
            return nil
        }
        guard
            judgement.check(
                hash != .sha1 || allowsSHA1,
                .statementHash,
                "the signature does not rest on SHA-1",
                expected: "sha256 or better",
                found: "sha1"
            )
        else { return nil }
        return hash
    }

    /// A primary key's qualified Name is known.
    private func checkSigner(_ attest: Attest, _ judgement: inout Judgement) -> Bool {
        guard let hierarchy else { return true }
        let expected = (try? key.qualifiedName(in: hierarchy)) ?? []
        return judgement.check(
            !expected.isEmpty && attest.qualifiedSigner.bytes == expected,
            .statementSigner,
            "the signer is this primary key of its hierarchy",
            expected: Hexadecimal.encode(expected),
            found: Hexadecimal.encode(attest.qualifiedSigner.bytes)
        )
    }

    private func hex(_ value: UInt32) -> String { "0x" + Hexadecimal.encode(value.bigEndianBytes) }
    private func hex(_ tag: StructureTag) -> String { "0x" + String(tag.rawValue, radix: 16) }
}
