internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model
internal import Release
internal import TPM2
internal import Wire

/// Seals a secret to the device that was just affirmed: to a storage key that its attestation key certified over the
/// same nonce, and to the PCR values that the quote proved. Neither a copy on another TPM nor another boot opens it.
///
/// Only decides and wraps: the secret leaves with the commit that records it.
struct ReleaseSecret: Sendable {
    var recorder: Recorder
    var vault: SecretVault

    struct Outcome: Sendable {
        /// The appraisal's result with the findings of the release. A forged certification is held against the device;
        /// that a secret does not exist, or wants another policy, is not.
        var result: AttestationResult
        var sealed: SealedSecret?
        var secret: String
        /// Hexadecimal Name; empty when it has none.
        var storageKeyName: String
    }

    func callAsFunction(
        _ request: ReleaseRequest,
        policy: AppraisalPolicy,
        key: AttestationKey,
        nonce: [UInt8],
        _ result: AttestationResult
    ) async throws -> Outcome {
        var outcome = Outcome(result: result, secret: Judgement.printable(request.secret), storageKeyName: "")
        // A quote that proved nothing is not helped by a certification.
        guard let values = result.verified else { return outcome }
        guard let storageKey = certified(request, key, nonce, &outcome) else { return outcome }
        guard outcome.result.tier == .affirming else { return outcome }
        guard request.secret.utf8.count <= 64,
            let stored = try await recorder.store.secret(named: request.secret, tenant: recorder.tenant)
        else {
            outcome.result.judgement.add(
                Finding(
                    .releaseSecret,
                    claim: "the secret is stored",
                    expected: "a stored secret",
                    found: outcome.secret
                )
            )
            return outcome
        }
        guard stored.policy == policy.name else {
            outcome.result.judgement.add(
                Finding(
                    .releasePolicy,
                    claim: "the device was appraised under the secret's own policy",
                    expected: stored.policy,
                    found: policy.name
                )
            )
            return outcome
        }
        let secret = try vault.open(stored, tenant: recorder.tenant)
        do {
            outcome.sealed = try seal(secret, storageKey, values, policy)
        } catch let error where error is SealedObject.Refusal || error is CryptographyError {
            // The TPM holds such a key, but nothing can be wrapped to it: of another algorithm, or no point of its curve.
            outcome.result.judgement.add(
                Finding(
                    .storageKeyUse,
                    claim: "a secret can be wrapped to the storage key",
                    expected: "RSA-2048, P-256 or P-384 with AES-CFB",
                    found: "\(error)"
                )
            )
        }
        return outcome
    }

    private func certified(
        _ request: ReleaseRequest,
        _ key: AttestationKey,
        _ nonce: [UInt8],
        _ outcome: inout Outcome
    ) -> CertifiedStorageKey? {
        let storageKey: Public
        do throws(WireError) {
            storageKey = try Public([UInt8](request.storageKey))
        } catch {
            outcome.result.judgement.add(
                Finding(.storageKeyStructure, claim: "the storage key is a TPMT_PUBLIC", location: "\(error)")
            )
            outcome.result.tier = .contraindicated
            return nil
        }
        let (judgement, certified) = CertifiedStorageKey.verify(
            SignedStatement(attest: [UInt8](request.certification), signature: [UInt8](request.signature)),
            of: storageKey,
            by: key,
            primaryIn: .endorsement,
            nonce: nonce
        )
        if certified == nil {
            // Held findings stay out: the same codes say of the quote whether it is authentic.
            outcome.result.judgement.add(Judgement(judgement.failures))
            outcome.result.tier = .contraindicated
        }
        outcome.storageKeyName = (try? storageKey.name()).map(Hexadecimal.encode) ?? ""
        return certified
    }

    private func seal(
        _ secret: [UInt8],
        _ storageKey: CertifiedStorageKey,
        _ values: PCRValues,
        _ policy: AppraisalPolicy
    ) throws -> SealedSecret {
        let pcrs = policy.pcrs.sorted()
        let selected = pcrs.compactMap { values[policy.bank, $0] }
        guard !pcrs.isEmpty, selected.count == pcrs.count else {
            throw BedplateError(.corrupt, "a verified quote lacks a PCR of its policy")
        }
        let selection = PCRSelection(policy.bank, pcrs)
        let digest = try Policy([
            .pcr(List([selection]), digest: try Policy.pcrDigest(selected, hash: .sha256))
        ]).digest(.sha256)
        let object = try SealedObject.make(data: secret, policyDigest: digest, parent: storageKey.publicArea)
        return SealedSecret(
            publicArea: try object.public.body.serialized(),
            duplicate: object.duplicate.bytes,
            inSymSeed: object.inSymSeed.bytes,
            selection: selection,
            policyDigest: digest
        )
    }
}

extension SealedSecretMessage {
    init(_ secret: SealedSecret) {
        self.init(
            publicArea: Data(secret.publicArea),
            duplicate: Data(secret.duplicate),
            inSymSeed: Data(secret.inSymSeed),
            bank: secret.selection.hash.description,
            pcrs: secret.selection.pcrs
        )
    }
}
