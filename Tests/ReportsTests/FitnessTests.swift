import Assessment
import Model
import Reports
import Testing

/// Each demand has evidence that shows it, and a unit that lacks it; one that cannot be missing is a defect.
@Suite struct FitnessTests {
    private func fitness(
        _ product: ProductClass,
        _ observations: [Observation],
        simulated: Bool = false,
        profiles: [SiliconProfile] = [Sample.plainProfile]
    ) throws -> Fitness {
        let records = observations.map { Sample.record($0, simulated: simulated) }
        return try #require(try Report("d", records, profiles: profiles, product: product).fitness)
    }

    private let whole = Sample.sound + Sample.element + Sample.laboratory

    @Test
    func
        `a sound root is more than a cheap product needs, the baseline of a critical one, and too little for the highest`()
        throws
    {
        let sound = Sample.sound + Sample.element
        #expect(try fitness(.lowValue, sound).outcome == .moreThanNeeded)
        #expect(try fitness(.critical, sound).outcome == .baseline)
        let high = try fitness(.highStakes, sound)
        #expect(high.outcome == .notEnough)
        #expect(high.missing.map(\.demand) == ["F.faults", "F.side-channels", "F.packaging"])
        #expect(high.missing.allSatisfy { $0.fill != nil })
        #expect(try fitness(.critical, whole).outcome == .moreThanNeeded)
        #expect(try fitness(.highStakes, whole).outcome == .baseline)
        // Nothing, an emulation, an open port.
        #expect(try fitness(.lowValue, []).outcome == .notEnough)
        #expect(try fitness(.lowValue, whole, simulated: true).outcome == .notEnough)
        let open = sound.filter { $0.aspect != .debug } + [Observation(.debug, "JTAG", ["status": "0"])]
        #expect(try fitness(.lowValue, open).outcome == .baseline)
        // What a probe reads in memory, it reads.
        #expect(try fitness(.critical, open).missing.map(\.demand) == ["F.rooted", "F.debug"])
        // An element alone says nothing of boot and debug.
        let element = try fitness(.critical, Sample.element)
        #expect(element.outcome == .notEnough && element.missing.contains { $0.demand == "F.debug" })
    }

    static let lacks: [(String, [Observation])] = [
        ("F.enforced", [Observation(.enforcement, "boot", ["boot": "off"])]),
        ("F.refuses", [Observation(.failure, "tampered", ["trial": "tampered", "outcome": "ran"], class: .tested)]),
        ("F.own-key", [Observation(.fleet, "", ["units": "2", "shared": "2"])]),
        ("F.rooted", [Observation(.verifyKey, "K", ["storage": "flash"])]),
        ("F.path", [Observation(.firstCode, "", ["grade": "E"])]),
        ("F.production", [Observation(.lifecycle, "", ["state": "open", "class": "open"])]),
        ("F.debug", [Observation(.debug, "SWD", ["status": "1"])]),
        ("F.element", [Observation(.keyStore, "soft", ["kind": "software"])]),
        ("F.faults", [Observation(.hardening, "GLITCH", ["state": "off"])]),
    ]

    @Test(arguments: lacks) func `what a unit lacks is named`(_ demand: String, _ observations: [Observation]) throws {
        let answers = try fitness(.highStakes, whole + observations).answers
        let answer = try #require(answers.first { $0.demand == demand })
        #expect(!answer.isMet && answer.fill != nil && !answer.reason.isEmpty)
        #expect(try fitness(.highStakes, whole).answers.first { $0.demand == demand }?.isMet == true)
    }

    @Test func `an evaluation counts with its reference, and a published break counts against the laboratory`() throws {
        for name in [Demand.sideChannels, Demand.tamperPackaging] {
            let others = whole.filter { $0.name != name }
            func isMet(_ observation: Observation?) throws -> Bool {
                let demand = name == Demand.sideChannels ? "F.side-channels" : "F.packaging"
                return try fitness(.highStakes, others + (observation.map { [$0] } ?? [])).answers
                    .first { $0.demand == demand }?.isMet ?? false
            }
            #expect(try !isMet(nil))
            #expect(try !isMet(Observation(.hardening, name, ["state": "on"], class: .documented)))
            #expect(try !isMet(Observation(.hardening, name, ["state": "on"], class: .claimed, reference: "r")))
            #expect(try !isMet(Observation(.hardening, name, ["state": "off"], class: .documented, reference: "r")))
            #expect(try isMet(Observation(.hardening, name, ["state": "on"], class: .documented, reference: "r")))
        }
        var broken = Sample.plainProfile
        broken.breaks = [SiliconProfile.Break("CVE-1", SiliconProfile.Fact("glitched", source: "a paper", .seen))]
        let found = try fitness(.highStakes, whole, profiles: [broken])
        #expect(
            found.missing.map(\.demand) == ["F.no-known-break"] && found.missing.first?.reason.contains("CVE-1") == true
        )
    }

    @Test func `every demand is tried here`() {
        let tried = Set(Self.lacks.map(\.0) + ["F.side-channels", "F.packaging", "F.no-known-break"])
        #expect(tried == Set(Demand.all.map(\.id)) && Demand.all.count == tried.count)
    }
}
