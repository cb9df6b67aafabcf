import Assessment
import Model
import Testing

/// Each rule of the rubric has evidence that meets it and evidence that speaks against it; a rule that cannot fail is a defect.
@Suite struct RuleTests {
    struct Trial: Sendable {
        var rule: String
        /// Nil where nothing can meet it: it can only weaken.
        var meets: [Observation]?
        var opposes: [Observation]
        var against: RuleOutcome.Status
    }

    private static func identity(_ chain: String, _ possession: String = "proven") -> Observation {
        Observation(.identity, "EK", ["chain": chain, "possession": possession, "issuer": "Vendor"], class: .attested)
    }
    private static func keyStore(_ fields: [String: String]) -> Observation {
        Observation(.keyStore, "token", ["kind": "hardware"].merging(fields) { $1 })
    }
    private static func key(_ fields: [String: String]) -> Observation {
        Observation(.verifyKey, "K0", ["storage": "otp"].merging(fields) { $1 })
    }
    private static func failure(_ trial: String, _ outcome: String) -> Observation {
        Observation(.failure, trial, ["trial": trial, "outcome": outcome], class: .tested)
    }
    private static let claim = Observation(
        .claim,
        "",
        ["item": "Q1", "says": "in B0", "asset": "secret", "place": "B0"],
        class: .claimed
    )

    static let trials: [Trial] = [
        Trial(rule: "Q1.key-in-silicon", meets: [key([:])], opposes: [key(["storage": "flash"])], against: .refuted),
        Trial(
            rule: "Q1.key-in-silicon",
            meets: [key(["storage": "sealed-flash"])],
            opposes: [key(["storage": "locked-flash"])],
            against: .gap
        ),
        Trial(
            rule: "Q1.key-in-silicon",
            meets: [key(["storage": "rom"])],
            opposes: [key(["storage": "file"])],
            against: .refuted
        ),
        Trial(
            rule: "Q1.key-not-public",
            meets: nil,
            opposes: [key(["development": "root-rsa-2048"])],
            against: .refuted
        ),
        Trial(
            rule: "Q1.key-is-yours",
            meets: [key(["released": "yes"])],
            opposes: [key(["released": "no"])],
            against: .gap
        ),
        Trial(
            rule: "Q1.identity-in-element",
            meets: [identity("verified")],
            opposes: [identity("unknown")],
            against: .gap
        ),
        Trial(
            rule: "Q1.identity-in-element",
            meets: [identity("verified")],
            opposes: [identity("verified", "unproven")],
            against: .gap
        ),
        Trial(
            rule: "Q2.secrets-unreadable",
            meets: [Observation(.secret, "S", ["readable": "no"])],
            opposes: [Observation(.secret, "S", ["readable": "yes"])],
            against: .refuted
        ),
        Trial(
            rule: "Q2.secrets-unreadable",
            meets: [Observation(.secret, "S", ["readable": "no", "storage": "element"])],
            opposes: [Observation(.secret, "S", ["readable": "no", "storage": "file"])],
            against: .gap
        ),
        Trial(
            rule: "Q2.claimed-place",
            meets: nil,
            opposes: [claim, Observation(.block, "B0", ["readable": "yes", "empty": "no"])],
            against: .refuted
        ),
        Trial(
            rule: "Q2.reading-refused",
            meets: [Observation(.readAttempt, "S", ["from": "debug", "outcome": "refused"], class: .tested)],
            opposes: [Observation(.readAttempt, "S", ["from": "debug", "outcome": "succeeded"], class: .tested)],
            against: .refuted
        ),
        Trial(
            rule: "Q2.debug-closed",
            meets: nil,
            opposes: [Observation(.debug, "JTAG", ["status": "0"])],
            against: .gap
        ),
        Trial(rule: "Q2.key-locked", meets: [key(["locked": "yes"])], opposes: [key(["locked": "no"])], against: .gap),
        Trial(
            rule: "Q2.slots-closed",
            meets: [
                Observation(.keySlot, "K1", ["state": "revoked"]), Observation(.keySlot, "K2", ["state": "locked"]),
            ],
            opposes: [
                Observation(.keySlot, "K1", ["state": "open"]), Observation(.keySlot, "K2", ["state": "locked"]),
            ],
            against: .gap
        ),
        Trial(
            rule: "Q2.not-extractable",
            meets: [keyStore(["extractable": "no"])],
            opposes: [keyStore(["extractable": "yes"])],
            against: .refuted
        ),
        Trial(
            rule: "Q3.enforced",
            meets: [Observation(.enforcement, "", ["boot": "on"])],
            opposes: [Observation(.enforcement, "", ["boot": "off"])],
            against: .refuted
        ),
        Trial(
            rule: "Q3.production",
            meets: [Observation(.lifecycle, "", ["state": "closed", "class": "production", "storage": "otp"])],
            opposes: [Observation(.lifecycle, "", ["state": "open", "class": "open", "storage": "otp"])],
            against: .refuted
        ),
        Trial(
            rule: "Q3.production",
            meets: [Observation(.lifecycle, "", ["state": "closed", "class": "production"])],
            opposes: [Observation(.lifecycle, "", ["state": "closed", "class": "production", "storage": "flash"])],
            against: .gap
        ),
        Trial(
            rule: "Q3.production",
            meets: [Observation(.lifecycle, "", ["state": "closed", "class": "production"])],
            opposes: [Observation(.lifecycle, "", ["state": "returned", "class": "returned"])],
            against: .gap
        ),
        Trial(
            rule: "Q3.recorded",
            meets: [Observation(.provisioning, "", ["signed": "yes", "agrees": "yes"])],
            opposes: [Observation(.provisioning, "", ["signed": "yes", "agrees": "no"])],
            against: .refuted
        ),
        Trial(
            rule: "Q3.recorded",
            meets: [Observation(.provisioning, "", ["signed": "yes"])],
            opposes: [Observation(.provisioning, "", ["signed": "no"])],
            against: .gap
        ),
        Trial(rule: "Q3.identity-endorsed", meets: [identity("verified")], opposes: [], against: .unknown),
        Trial(
            rule: "Q4.immutable",
            meets: [Evidence.part(), Observation(.firstCode, "", ["grade": "B"])],
            opposes: [Evidence.part(), Observation(.firstCode, "", ["grade": "E"])],
            against: .refuted
        ),
        Trial(
            rule: "Q4.immutable",
            meets: [Evidence.part(), Observation(.firstCode, "", ["grade": "C"], class: .documented)],
            opposes: [Evidence.part(), Observation(.firstCode, "", ["grade": "D"])],
            against: .gap
        ),
        Trial(
            rule: "Q4.writing-refused",
            meets: [Observation(.writeAttempt, "ROM", ["from": "secure", "outcome": "refused"], class: .tested)],
            opposes: [Observation(.writeAttempt, "ROM", ["from": "secure", "outcome": "succeeded"], class: .tested)],
            against: .refuted
        ),
        Trial(
            rule: "Q5.unsigned",
            meets: [failure("unsigned", "refused")],
            opposes: [failure("unsigned", "ran")],
            against: .refuted
        ),
        Trial(
            rule: "Q5.tampered",
            meets: [failure("tampered", "refused")],
            opposes: [failure("tampered", "ran")],
            against: .refuted
        ),
        Trial(
            rule: "Q5.wrong-key",
            meets: [failure("wrong-key", "refused")],
            opposes: [failure("wrong-key", "ran")],
            against: .refuted
        ),
        Trial(
            rule: "Q5.older",
            meets: [failure("older", "refused")],
            opposes: [failure("older", "ran")],
            against: .refuted
        ),
        Trial(
            rule: "Q5.recovery",
            meets: [Observation(.recovery, "loader", ["state": "closed"])],
            opposes: [Observation(.recovery, "loader", ["state": "open"])],
            against: .gap
        ),
        Trial(
            rule: "Q5.rollback",
            meets: [Observation(.rollback, "v", ["enforced": "yes"])],
            opposes: [Observation(.rollback, "v", ["enforced": "no"])],
            against: .gap
        ),
        Trial(
            rule: "Q6.closed",
            meets: [Observation(.debug, "JTAG", ["status": "4"]), Observation(.debug, "SWD", ["status": "3"])],
            opposes: [Observation(.debug, "JTAG", ["status": "4"]), Observation(.debug, "SWD", ["status": "0"])],
            against: .refuted
        ),
        Trial(
            rule: "Q6.closed",
            meets: [Observation(.debug, "JTAG", ["status": "3"])],
            opposes: [Observation(.debug, "JTAG", ["status": "2"])],
            against: .gap
        ),
        Trial(
            rule: "G1.hardware",
            meets: [keyStore([:])],
            opposes: [keyStore(["kind": "software"])],
            against: .refuted
        ),
        Trial(rule: "G1.hardware", meets: [keyStore([:])], opposes: [keyStore(["kind": "virtual"])], against: .gap),
        Trial(
            rule: "G2.distinct",
            meets: [Observation(.fleet, "", ["units": "2", "shared": "0", "weak": "0"])],
            opposes: [Observation(.fleet, "", ["units": "2", "shared": "2"])],
            against: .refuted
        ),
        Trial(
            rule: "G2.distinct",
            meets: [Observation(.fleet, "", ["units": "9", "shared": "0"])],
            opposes: [Observation(.fleet, "", ["units": "9", "shared": "0", "weak": "1"])],
            against: .refuted
        ),
        Trial(rule: "G3.chain", meets: [identity("verified")], opposes: [identity("self-signed")], against: .refuted),
        Trial(rule: "G3.transport-keys", meets: nil, opposes: [keyStore(["transport": "default"])], against: .refuted),
    ]

    private func status(_ rule: String, _ observations: [Observation], simulated: Bool = false) throws -> RuleOutcome
        .Status?
    {
        // Something beside it, so that both roles are asked.
        let beside = [
            Observation(.hardening, "x", ["state": "on"]), Observation(.enforcement, "other", ["boot": "on"]),
            Observation(.keyStore, "other", ["kind": "hardware"]),
        ]
        let isBoot = rule.hasPrefix("Q3.enforced")
        let isStore = rule.hasPrefix("G1")
        let all =
            observations
            + beside.filter { !(isBoot && $0.aspect == .enforcement) && !(isStore && $0.aspect == .keyStore) }
        let assessment = try Evidence.assess(all, simulated: simulated, profiles: [])
        return assessment.roles.compactMap { $0.answer(rule)?.status }.first
    }

    @Test func `every rule of the rubric is tried`() {
        #expect(Set(Self.trials.map(\.rule)) == Set(Rubric.rules.map(\.id)))
        #expect(Rubric.rules.count == Set(Rubric.rules.map(\.id)).count)
    }

    @Test(arguments: trials.indices) func `evidence meets a rule, speaks against it, or leaves it open`(_ index: Int)
        throws
    {
        let trial = Self.trials[index]
        if let meets = trial.meets {
            #expect(try status(trial.rule, meets) == .met, "\(trial.rule)")
            // What an emulation shows is not shown.
            #expect(try status(trial.rule, meets, simulated: true) == .unknown, "\(trial.rule), simulated")
            // And what somebody says is not shown either.
            let said = meets.map { observation in
                var observation = observation
                observation.evidenceClass = .claimed
                return observation
            }
            #expect(try status(trial.rule, said) == .unknown, "\(trial.rule), claimed")
        }
        #expect(try status(trial.rule, trial.opposes) == trial.against, "\(trial.rule)")
        // Against it counts what an emulation shows, too.
        #expect(try status(trial.rule, trial.opposes, simulated: true) == trial.against, "\(trial.rule), simulated")
        // Beside what meets it, what speaks against it decides.
        if let meets = trial.meets, trial.against != .unknown, !trial.rule.hasPrefix("Q4.immutable") {
            #expect(try status(trial.rule, meets + trial.opposes) == trial.against, "\(trial.rule), both")
        }
        let isAlwaysThere = trial.rule == "Q3.enforced" || trial.rule == "G1.hardware"
        if !isAlwaysThere { #expect(try status(trial.rule, []) == .unknown, "\(trial.rule), nothing") }
    }
}
