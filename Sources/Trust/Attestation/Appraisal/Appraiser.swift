import Digests
import EventLog
public import Model
public import TPM2
import Wire

/// Appraises evidence against reference values under a policy: a pure function (RATS, RFC 9334, 8.4).
public struct Appraiser: Sendable {
    public var key: AttestationKey
    /// When the key is a primary, its hierarchy.
    public var hierarchy: Handle?
    public var policy: AppraisalPolicy
    /// Nil when the store has none of the name that the policy wants: then nothing is affirmed.
    public var reference: ReferenceValues?
    /// Whether the device's root is an emulation.
    public var simulatedRoot: Bool

    public init(
        key: AttestationKey,
        hierarchy: Handle?,
        policy: AppraisalPolicy,
        reference: ReferenceValues?,
        simulatedRoot: Bool
    ) {
        self.key = key
        self.hierarchy = hierarchy
        self.policy = policy
        self.reference = reference
        self.simulatedRoot = simulatedRoot
    }

    /// - Parameters:
    ///   - nonce: what the quote must answer; its freshness is the caller's decision, made before.
    ///   - previous: the clock of the last quote accepted from this device.
    public func appraise(_ evidence: Evidence, nonce: [UInt8], previous: DeviceClock?) -> AttestationResult {
        guard !policy.pcrs.isEmpty else { return policy.unfit(for: "a TPM") }
        let quote = QuoteVerifier.verify(
            evidence.quote,
            values: evidence.values,
            key: key,
            primaryIn: hierarchy,
            expecting: QuoteExpectation(
                nonce: nonce,
                pcrs: policy.selection,
                previous: previous,
                allowsSHA1: policy.allowSHA1
            )
        )
        var judgement = quote.judgement
        guard let verified = quote.verified else {
            return AttestationResult(
                tier: .contraindicated,
                vector: TrustVector(instanceIdentity: .untrustworthyInstance),
                judgement: judgement
            )
        }
        var vector = TrustVector(instanceIdentity: .recognizedInstance)
        let log = replay(evidence.log, against: verified.pcrs, &judgement)
        let sound = judgement.failures.isEmpty
        let matches = compare(verified.pcrs, log, &judgement)
        vector.executables = sound ? (matches ? .approvedBoot : .unrecognizedBoot) : .contraindicatedExecutables
        if policy.requireSecureBoot {
            vector.configuration =
                checkSecureBoot(log, &judgement) ? .approvedConfiguration : .unsafeConfiguration
        }
        vector.hardware = policy.judge(simulatedRoot: simulatedRoot, &judgement)
        return AttestationResult(
            tier: TrustTier(vector, judgement),
            vector: vector,
            judgement: judgement,
            verified: verified.pcrs,
            clock: verified.clock
        )
    }

    /// The events that the quoted values prove; nil without a log, or if it does not lead to them.
    private func replay(_ bytes: [UInt8]?, against pcrs: PCRValues, _ judgement: inout Judgement) -> VerifiedEvents? {
        guard let bytes else {
            judgement.add(Finding(.logAbsent, .noted, claim: "no event log was given: only PCR values are compared"))
            return nil
        }
        let appraised = (pcrs.banks[policy.bank] ?? [:]).filter { policy.pcrs.contains($0.key) }
        let replay = LogReplay(bytes, against: [policy.bank: appraised], allowing: policy.errata)
        judgement.add(replay.judgement)
        return replay.events
    }

    /// Whether every appraised PCR holds its reference value. A deviation names the stage, as the *reference* calls it.
    private func compare(_ pcrs: PCRValues, _ events: VerifiedEvents?, _ judgement: inout Judgement) -> Bool {
        guard let registers = reference?.registers[policy.bank] else {
            judgement.add(
                Finding(
                    .referenceMissing,
                    claim: "reference values '\(policy.reference)' exist for the policy's bank",
                    expected: policy.bank.description,
                    found: "none"
                )
            )
            return false
        }
        var holds = true
        for pcr in policy.pcrs {
            guard let register = registers[pcr], let value = pcrs[policy.bank, pcr] else {
                judgement.add(
                    Finding(.referenceMissing, claim: "the reference values cover PCR \(pcr)", found: "no value")
                )
                holds = false
                continue
            }
            guard register.value != value else {
                if let finding = relabelled(pcr, register, events?.events(inPCR: pcr)) {
                    judgement.add(finding)
                    holds = false
                }
                continue
            }
            holds = false
            judgement.add(deviation(of: pcr, register, value, events?.events(inPCR: pcr)))
        }
        if holds {
            judgement.add(
                Finding(.referenceValue, .held, claim: "every appraised PCR holds its reference value")
            )
        }
        return holds
    }

    private func deviation(
        of pcr: Int,
        _ register: ReferenceValues.Register,
        _ value: [UInt8],
        _ events: [VerifiedEvent]?
    ) -> Finding {
        guard let events, !register.stages.isEmpty else {
            return Finding(
                .referenceValue,
                claim: "PCR \(pcr) holds its reference value",
                expected: Hexadecimal.encode(register.value),
                found: Hexadecimal.encode(value)
            )
        }
        for (index, stage) in register.stages.enumerated() {
            let digest = index < events.count ? events[index].digests[policy.bank] : nil
            guard digest != stage.digest else { continue }
            return Finding(
                .referenceStage,
                claim: "stage '\(stage.name)' is the approved one",
                expected: Hexadecimal.encode(stage.digest),
                found: digest.map { Hexadecimal.encode($0) } ?? "not measured",
                location: "PCR \(pcr), measurement \(index)"
            )
        }
        let extra = events.dropFirst(register.stages.count).first?.digests[policy.bank] ?? []
        return Finding(
            .referenceStage,
            claim: "nothing is measured after the approved stages",
            expected: "\(register.stages.count) measurements",
            found: Hexadecimal.encode(extra),
            location: "PCR \(pcr), measurement \(register.stages.count)"
        )
    }

    /// The same digests under another type: the type is not hashed, so only the reference can tell.
    private func relabelled(
        _ pcr: Int,
        _ register: ReferenceValues.Register,
        _ events: [VerifiedEvent]?
    ) -> Finding? {
        guard let events else { return nil }
        for (index, (stage, event)) in zip(register.stages, events).enumerated() {
            guard let type = stage.type, type != event.claimedType.rawValue else { continue }
            return Finding(
                .logEvent,
                claim: "the log calls stage '\(stage.name)' what the reference calls it",
                expected: "\(EventType(rawValue: type))",
                found: "\(event.claimedType)",
                location: "PCR \(pcr), measurement \(index)"
            )
        }
        return nil
    }

    private func checkSecureBoot(_ events: VerifiedEvents?, _ judgement: inout Judgement) -> Bool {
        switch events?.secureBootState() {
        case .success(let state):
            return judgement.check(
                state.isEnabled && !state.isSetupMode,
                .secureBoot,
                "UEFI Secure Boot was on",
                expected: "enabled",
                found: state.isEnabled ? "setup mode" : "disabled"
            )
        case .failure(let refusal):
            judgement.add(
                Finding(.secureBoot, claim: "UEFI Secure Boot was on", expected: "enabled", found: "\(refusal)")
            )
        case nil:
            judgement.add(Finding(.secureBoot, claim: "UEFI Secure Boot was on", expected: "enabled", found: "no log"))
        }
        return false
    }
}
