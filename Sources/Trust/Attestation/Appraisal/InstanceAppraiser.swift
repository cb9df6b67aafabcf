public import Model
public import PKIX
internal import PSAToken
internal import Wire

/// Appraises the evidence of a device with a PSA root against reference values under a policy: a pure function, and
/// ``Appraiser``'s sibling.
public struct InstanceAppraiser: Sendable {
    /// The instance's, as it was endorsed.
    public var key: PublicKeyInfo
    /// The implementation that the device was enrolled with; 32 octets.
    public var implementation: [UInt8]
    public var policy: AppraisalPolicy
    /// Nil when the store has none of the name that the policy wants: then nothing is affirmed.
    public var reference: ReferenceValues?
    /// Whether the device's root is an emulation.
    public var simulatedRoot: Bool

    public init(
        key: PublicKeyInfo,
        implementation: [UInt8],
        policy: AppraisalPolicy,
        reference: ReferenceValues?,
        simulatedRoot: Bool
    ) {
        self.key = key
        self.implementation = implementation
        self.policy = policy
        self.reference = reference
        self.simulatedRoot = simulatedRoot
    }

    /// When evidence was asked for and came, on the service's clock: ``Nonce/order``.
    public struct Moment: Sendable {
        /// Of the nonce that it answers.
        public var granted: UInt64
        /// Of a nonce that would be granted now.
        public var now: UInt64

        public init(granted: UInt64, now: UInt64) {
            self.granted = granted
            self.now = now
        }
    }

    /// - Parameters:
    ///   - nonce: what the token must answer; its freshness is the caller's decision, made before.
    ///   - previous: where the device stood when its evidence was last accepted.
    public func appraise(
        _ evidence: InstanceEvidence,
        nonce: [UInt8],
        at moment: Moment,
        previous: DeviceClock?
    ) -> AttestationResult {
        guard let rules = policy.components else { return policy.unfit(for: "a PSA root") }
        let outcome = InstanceVerifier.verify(
            evidence,
            expecting: TokenExpectation(
                nonce: nonce,
                key: key,
                implementation: implementation,
                lifecycles: rules.lifecycles,
                debug: rules.debug
            )
        )
        var judgement = outcome.judgement
        guard let layers = outcome.verified, isLater(layers.bootSeed, moment, previous, &judgement) else {
            return AttestationResult(
                tier: .contraindicated,
                vector: TrustVector(instanceIdentity: .untrustworthyInstance),
                judgement: judgement
            )
        }
        var vector = TrustVector(instanceIdentity: .recognizedInstance, configuration: .approvedConfiguration)
        let meetsRules = rules.judge(layers.components, &judgement)
        let isKnown = compare(layers.components, &judgement)
        vector.executables = meetsRules ? (isKnown ? .approvedBoot : .unrecognizedBoot) : .contraindicatedExecutables
        vector.hardware = policy.judge(simulatedRoot: simulatedRoot, &judgement)
        return AttestationResult(
            tier: TrustTier(vector, judgement),
            vector: vector,
            judgement: judgement,
            layers: layers,
            clock: DeviceClock(
                clock: max(moment.now, previous?.clock ?? 0),
                resetCount: 0,
                restartCount: 0,
                safe: true,
                firmwareVersion: 0,
                bootSeed: layers.bootSeed
            )
        )
    }

    /// Boots have names and no order. Evidence of another boot than the last that was accepted is of a later one only if
    /// the nonce that it answers was granted after that: what an older boot signed, it signed before.
    private func isLater(
        _ seed: [UInt8],
        _ moment: Moment,
        _ previous: DeviceClock?,
        _ judgement: inout Judgement
    ) -> Bool {
        guard let previous, let last = previous.bootSeed else { return true }
        return judgement.check(
            seed == last || moment.granted >= previous.clock,
            .bootOlder,
            "the evidence is of the boot that was seen last, or of a later one; a reboot needs a new nonce",
            expected: "boot \(Hexadecimal.encode(last.prefix(8))), or a nonce that was granted since",
            found: "boot \(Hexadecimal.encode(seed.prefix(8))), and a nonce from before"
        )
    }

    /// Whether every component is one of the reference values.
    private func compare(_ components: [VerifiedLayers.Component], _ judgement: inout Judgement) -> Bool {
        var holds = true
        for component in components {
            let known = reference?.components[component.name] ?? []
            guard !known.isEmpty else {
                judgement.add(
                    Finding(
                        .referenceMissing,
                        claim: "the reference values '\(policy.reference)' cover the component '\(component.name)'",
                        found: "none"
                    )
                )
                holds = false
                continue
            }
            guard !known.contains(where: { $0.measurement == component.measurement && $0.signer == component.signer })
            else { continue }
            judgement.add(
                Finding(
                    .referenceComponent,
                    claim: "the component '\(component.name)' is an approved one",
                    expected: known.prefix(4).map { Hexadecimal.encode($0.measurement) }.joined(separator: " or "),
                    found: "\(Hexadecimal.encode(component.measurement)), version \(component.version)"
                )
            )
            holds = false
        }
        if holds {
            judgement.add(Finding(.referenceComponent, .held, claim: "every component is an approved one"))
        }
        return holds
    }
}

extension ComponentPolicy {
    /// Whether exactly the named components booted, in order, signed by whom they may be and not too old.
    func judge(_ components: [VerifiedLayers.Component], _ judgement: inout Judgement) -> Bool {
        var holds = judgement.check(
            components.map(\.name) == order,
            .componentOrder,
            "the components that booted are those of the policy, in its order",
            expected: order.joined(separator: ", "),
            found: components.map(\.name).joined(separator: ", ")
        )
        for component in components {
            if let signers {
                let isSigner = judgement.check(
                    signers.contains(component.signer),
                    .componentSigner,
                    "the component '\(component.name)' was signed by a key that may",
                    found: Hexadecimal.encode(component.signer)
                )
                holds = holds && isSigner
            }
            if let least = minimumSecurityVersions[component.name] {
                let isNew = judgement.check(
                    component.securityVersion >= least,
                    .componentVersion,
                    "the component '\(component.name)' is not too old",
                    expected: "security version \(least) or above",
                    found: "\(component.securityVersion)"
                )
                holds = holds && isNew
            }
        }
        return holds
    }
}
