internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model
internal import TPM2
internal import Wire

/// What a device's kept evidence proves that it booted.
struct ProvenBoot: Sendable {
    var outcome: AttestationOutcome
    /// TPMS_ATTEST.
    var attest: [UInt8]
    var policy: AppraisalPolicy
    var reference: ReferenceValues

    /// Hexadecimal SHA-256 of the quote: which boot this is.
    var quote: String { Recorder.sha256(attest) }

    /// The kept evidence is verified again, with the device's key over the nonce it answered: what is learned was
    /// signed by that TPM, whatever the store holds.
    ///
    /// - Parameter quote: ``quote`` of the boot that is meant; nil for the last one.
    /// - Throws: ``BedplateError`` with code `notFound` when the last quote did not verify, `conflict` when it is another.
    init(of device: Device, quote wanted: String? = nil, _ recorder: Recorder) async throws {
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
        let evidence = try Evidence(message)
        guard wanted.map({ $0 == Recorder.sha256(evidence.quote.attest) }) ?? true else {
            throw BedplateError.otherBoot
        }
        guard let policy = try await recorder.policy(named: message.policy)?.content else {
            throw BedplateError(.notFound, "the policy '\(message.policy)' of the last evidence exists no more")
        }
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
        self.outcome = outcome
        self.attest = evidence.quote.attest
        self.policy = policy
        self.reference = try ReferenceValues(
            learning: verified.pcrs,
            bank: policy.bank,
            log: evidence.log,
            allowing: policy.errata
        )
    }
}

extension BedplateError {
    static let otherBoot = BedplateError(
        .conflict,
        "the device has attested since: its last quote is not the one that was named",
        hint: "look at its last boot again, and name the quote that you find there"
    )
}

extension BootMessage {
    init(_ boot: ProvenBoot) {
        let registers = boot.reference.registers[boot.policy.bank] ?? [:]
        self.init(
            device: boot.outcome.device,
            quote: boot.quote,
            at: boot.outcome.at,
            policy: boot.policy.name,
            affirming: boot.outcome.affirming,
            bank: boot.policy.bank.description,
            registers: registers.sorted { $0.key < $1.key }.map { pcr, register in
                Register(
                    pcr: pcr,
                    value: Hexadecimal.encode(register.value),
                    stages: register.stages.map { Stage(name: $0.name, digest: Hexadecimal.encode($0.digest)) }
                )
            }
        )
    }
}
