internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model
internal import Wire

/// What a device's kept evidence proves that it booted.
struct ProvenBoot: Sendable {
    var outcome: AttestationOutcome
    /// TPMS_ATTEST, or the token.
    var attest: [UInt8]
    var policy: AppraisalPolicy
    var reference: ReferenceValues
    /// Of a PSA root; nil for a TPM.
    var layers: VerifiedLayers?

    /// Hexadecimal SHA-256 of the quote: which boot this is.
    var quote: String { Recorder.sha256(attest) }

    /// The kept evidence is verified again, with the device's key over the nonce it answered: what is learned was
    /// signed by that root, whatever the store holds.
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
        let message: EvidenceMessage
        do {
            message = try JSONDecoder().decode(EvidenceMessage.self, from: Data(bytes))
        } catch {
            throw BedplateError(.corrupt, "the kept evidence of \(device.id) does not decode")
        }
        let evidence = try message.evidence()
        guard type(of: evidence).kind == device.root.kind else {
            throw BedplateError(.corrupt, "the kept evidence of \(device.id) is of another kind of root")
        }
        guard wanted.map({ $0 == Recorder.sha256(evidence.statement) }) ?? true else {
            throw BedplateError.otherBoot
        }
        guard let policy = try await recorder.policy(named: message.policy)?.content else {
            throw BedplateError(.notFound, "the policy '\(message.policy)' of the last evidence exists no more")
        }
        let boot = try evidence.boot(of: device, policy, nonce: [UInt8](message.nonce))
        self.outcome = outcome
        self.attest = evidence.statement
        self.policy = policy
        self.reference = boot.reference
        self.layers = boot.layers
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
            },
            components: boot.layers.map { layers in
                layers.components.map {
                    Component(
                        name: $0.name,
                        version: $0.version,
                        measurement: Hexadecimal.encode($0.measurement),
                        signer: Hexadecimal.encode($0.signer)
                    )
                }
            }
        )
    }
}
