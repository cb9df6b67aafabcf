import Assessment
import Foundation
import Model
import Testing

@Suite struct VerdictTests {
    private func verdict(_ observations: [Observation], simulated: Bool = false, profile: SiliconProfile? = nil) throws
        -> Verdict?
    {
        try Evidence.assess(observations, simulated: simulated, profiles: [profile ?? Evidence.profile()])[.verify]?
            .verdict
    }

    private func without(_ aspect: Aspect, _ others: Observation...) -> [Observation] {
        Evidence.genuine.filter { $0.aspect != aspect } + others
    }

    @Test func `all met by proof is genuine; the same from an emulation is a claim`() throws {
        #expect(try verdict(Evidence.genuine) == .genuine)
        #expect(try verdict(Evidence.genuine, simulated: true) == .claimOnly)
        // One simulated thing beside proof caps all of it.
        var records = Evidence.genuine.map { Evidence.record($0) }
        records[8].simulated = true
        #expect(try Evidence.assess(records: records)[.verify]?.verdict == .claimOnly)
    }

    @Test func `whatever is left out leaves it partial`() throws {
        for aspect in Set(Evidence.genuine.map(\.aspect))
        where ![.keySlot, .lifecycle, .recovery, .rollback].contains(aspect) {
            #expect(try verdict(without(aspect)) == .partial, "\(aspect)")
        }
        for trial in ["unsigned", "tampered", "wrong-key", "older"] {
            #expect(try verdict(Evidence.genuine.filter { $0.name != trial }) == .partial, "\(trial)")
        }
    }

    @Test func `what is measured stands above what a document or a person says`() throws {
        let said = Observation(.enforcement, "boot", ["boot": "on"], class: .documented, reference: "manual")
        #expect(try verdict(without(.enforcement, said)) == .partial)
        #expect(
            try verdict(without(.enforcement, said, Observation(.enforcement, "boot", ["boot": "off"]))) == .notEnabled
        )
        // A document against a measurement weakens, and refutes nothing.
        let assessment = try Evidence.assess(
            Evidence.genuine + [Observation(.enforcement, "boot", ["boot": "off"], class: .documented)]
        )
        #expect(assessment[.verify]?[.provisioning]?.status == .gap)
    }

    @Test func `the first rule that matches wins`() throws {
        let off = Observation(.enforcement, "boot", ["boot": "off"])
        let readable = Observation(.secret, "S0", ["readable": "yes"])
        let claim = Observation(.claim, "", ["item": "root", "says": "hardware root of trust"], class: .claimed)
        #expect(try verdict([Evidence.part(), off]) == .notEnabled)
        #expect(try verdict([Evidence.part(), off, readable]) == .notEnabled)
        #expect(try verdict([Evidence.part(), off, readable, claim]) == .softwareDressedAsHardware)
        #expect(try verdict([Evidence.part(), claim]) == .claimOnly)
        // Nobody knows that the part can.
        #expect(try Evidence.assess([Evidence.part(), off], profiles: [])[.verify]?.verdict == .claimOnly)
        for (aspect, observation) in [
            (Aspect.verifyKey, Observation(.verifyKey, "K0", ["storage": "flash"])),
            (.secret, readable), (.firstCode, Observation(.firstCode, "", ["grade": "E"])),
        ] {
            #expect(try verdict(without(aspect, observation)) == .softwareDressedAsHardware, "\(aspect)")
        }
    }

    @Test func `a published break is named, and one of another revision is not`() throws {
        let entry = SiliconProfile.Break(
            "CVE-1",
            SiliconProfile.Fact("glitch", source: "paper", .seen),
            revisions: ["A2"]
        )
        let profile = Evidence.profile(breaks: [entry])
        func part(_ revision: String) -> Observation {
            Observation(.part, "", ["family": "Part", "revision": revision])
        }
        #expect(try verdict(without(.part, part("A2")), profile: profile) == .genuineWithKnownBreak)
        #expect(try verdict(without(.part, part("A4")), profile: profile) == .genuine)
        // Not known which: it may be.
        #expect(try verdict(Evidence.genuine, profile: profile) == .genuineWithKnownBreak)
        // From memory is no fact.
        var remembered = entry
        remembered.fact.mark = .mem
        #expect(try verdict(Evidence.genuine, profile: Evidence.profile(breaks: [remembered])) == .genuine)
    }

    @Test func `debug that is open is named first`() throws {
        let assessment = try Evidence.assess(without(.debug, Observation(.debug, "JTAG", ["status": "0"])))
        #expect(assessment[.verify]?.verdict == .partial)
        #expect(assessment[.verify]?.reason.hasPrefix("debug defeats it") == true)
    }

    @Test func `the same records give the same octets`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let once = try encoder.encode(try Evidence.assess(Evidence.genuine))
        #expect(try encoder.encode(try Evidence.assess(Evidence.genuine)) == once)
    }
}
