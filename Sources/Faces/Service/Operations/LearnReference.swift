internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model
internal import TPM2
internal import Wire

/// Declares the boot that a device last attested good: its values become the newest reference values of a name.
struct LearnReference: Sendable {
    var recorder: Recorder
    var documents: StoreDocument

    /// The kept evidence is verified again, with the device's key over the nonce it answered: what is learned was
    /// signed by that TPM, whatever the store holds.
    func callAsFunction(_ name: String, from device: Device) async throws -> Document {
        guard let outcome = try await recorder.store.outcome(device: device.id, tenant: recorder.tenant),
            let bytes = outcome.evidence
        else {
            throw BedplateError(
                .notFound,
                "the device's last evidence did not verify, or there is none",
                hint: "attest first; reference values are learned from the last quote that verified"
            )
        }
        let message: AttestationEvidence
        do {
            message = try JSONDecoder().decode(AttestationEvidence.self, from: Data(bytes))
        } catch {
            throw BedplateError(.corrupt, "the kept evidence of \(device.id) does not decode")
        }
        guard let policy = try await recorder.policy(named: message.policy)?.content else {
            throw BedplateError(.notFound, "the policy '\(message.policy)' of the last evidence exists no more")
        }
        let evidence = try Evidence(message)
        let quote = QuoteVerifier.verify(
            evidence.quote,
            values: evidence.values,
            key: try AttestationKey(try Public(device.attestationKey)),
            primaryIn: .endorsement,
            expecting: QuoteExpectation(
                nonce: [UInt8](message.nonce),
                pcrs: policy.selection,
                previous: nil,
                allowsSHA1: policy.allowSHA1
            )
        )
        guard let verified = quote.verified else {
            throw BedplateError(
                .corrupt,
                "the kept evidence of \(device.id) verifies no more",
                cause: Refusal(judgement: quote.judgement)
            )
        }
        let reference = try ReferenceValues(
            learning: verified.pcrs,
            bank: policy.bank,
            log: evidence.log,
            allowing: policy.errata
        )
        return try await documents(.reference, named: name, content: try reference.json()) { document in
            recorder.record(
                "reference.learned",
                .attested,
                about: device,
                simulated: device.root.simulated,
                raw: evidence.quote.attest,
                [
                    "reference": name, "version": String(document.version),
                    "sha256": Recorder.sha256(document.content), "policy": policy.name,
                    "result.sha256": Recorder.sha256([UInt8](outcome.result.utf8)),
                ]
            )
        }
    }
}
