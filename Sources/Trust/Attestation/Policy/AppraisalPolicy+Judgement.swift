internal import Model

extension AppraisalPolicy {
    /// What an emulated root means under this policy: never more than that the hardware claim is not made.
    func judge(simulatedRoot: Bool, _ judgement: inout Judgement) -> TrustVector.Claim {
        guard simulatedRoot else { return .genuineHardware }
        judgement.add(
            Finding(
                .rootSimulated,
                affirmSimulatedRoot ? .noted : .failed,
                claim: affirmSimulatedRoot
                    ? "the root is emulated; the policy affirms it, and the hardware claim stays unasserted"
                    : "the policy affirms no emulated root",
                expected: "silicon",
                found: "an emulation"
            )
        )
        return .none
    }

    /// A policy that names nothing which this kind of root measures says nothing about it.
    func unfit(for root: String) -> AttestationResult {
        AttestationResult(
            tier: .none,
            vector: TrustVector(),
            judgement: Judgement([
                Finding(
                    .policyKind,
                    claim: "the policy is for \(root)",
                    found: components == nil ? "PCRs" : "components"
                )
            ])
        )
    }
}
