import Assessment
import Foundation
import Model
import Profiles
import Testing

@testable import Readers

/// What every profile must be: a part that says nothing, or says it without a source, would pass unseen otherwise.
@Suite struct ProfileSchemaTests {
    /// The readers that profiles may name.
    private static let readers: Set<String> = [
        "espefuse-summary", "stm32-option-bytes", "nrf-memory", "spsdk-pfr", "spsdk-fuses", "uboot-hab-status",
        "uboot-ahab-status", "uboot-fuse", "odmfuseread", "picotool-otp", "atecc-config", "fwupd-security", "chipsec",
        "tpm2-getcap",
    ]

    /// What is wrong with a profile; empty for a sound one.
    private static func defects(_ profile: SiliconProfile) -> [String] {
        var defects: [String] = []
        func expect(_ isSound: Bool, _ defect: String) { if !isSound { defects.append("\(profile.id): \(defect)") } }
        expect(profile.id.wholeMatch(of: /[a-z][a-z0-9]*/) != nil, "an id is lower-case letters and digits")
        expect(!profile.name.isEmpty && !profile.vendor.isEmpty, "a part has a name and a maker")
        expect(!profile.families.isEmpty, "a part has a family that a reader can name")
        expect(!profile.roles.isEmpty, "a part has a role")
        expect((profile.grade == nil) == (profile.firstCode == nil), "a grade and the first code belong together")
        expect(profile.grade.map { ["A", "B", "C", "D", "E"].contains($0) } ?? true, "grades are A to E")
        expect((profile.grade == nil) == !profile.roles.contains(.verify), "who verifies the host's boot has a grade")
        expect(profile.firstCode?.mark != .mem, "a grade does not rest on memory")
        expect(!profile.roles.contains(.verify) || profile.verifyKey != nil, "who verifies has a key somewhere")
        expect(!profile.readings.isEmpty, "an owner can read something")
        expect(!profile.proves.isEmpty && !profile.refutes.isEmpty, "something proves it, and something refutes it")
        for fact in profile.facts {
            expect(fact.text.count >= 8 || fact.mark == .ran, "'\(fact.text)' says nothing")
            expect(!fact.text.hasSuffix("."), "'\(fact.text)' ends with a full stop; the page sets them")
            expect(!fact.source.isEmpty, "'\(fact.text)' has no source")
            let isFromMemory = fact.source == "from memory"
            expect(
                isFromMemory == (fact.mark == .mem),
                "'\(fact.text)': what is from memory is marked so, and only that"
            )
            // A document has a path, an address, a number, or a title with words.
            expect(isFromMemory || fact.source.contains { " /.".contains($0) }, "'\(fact.source)' names no document")
            expect(!fact.source.contains("facts/"), "'\(fact.source)' is no public document")
        }
        for reading in profile.readings {
            expect(reading.reader.map(readers.contains) ?? true, "no reader is called \(reading.reader ?? "")")
        }
        for entry in profile.breaks {
            expect(!entry.id.isEmpty, "a break has a name")
            expect(Set(entry.families).isSubset(of: Set(profile.families)), "\(entry.id) is about other families")
            expect(
                entry.fixedIn.allSatisfy { $0.wholeMatch(of: /[0-9]+\.[0-9]+/) != nil },
                "\(entry.id): fixed in what?"
            )
        }
        return defects
    }

    @Test func `every profile is as the schema says`() {
        for profile in SiliconProfile.all { #expect(Self.defects(profile) == []) }
    }

    @Test func `a profile that is not is found out`() throws {
        let sound = try #require(SiliconProfile.named("stm32u5"))
        #expect(Self.defects(sound).isEmpty)
        func defects(_ change: (inout SiliconProfile) -> Void) -> Int {
            var profile = sound
            change(&profile)
            return Self.defects(profile).count
        }
        #expect(defects { $0.id = "STM32U5" } > 0)
        #expect(defects { $0.grade = nil } > 0)
        #expect(defects { $0.grade = "F" } > 0)
        #expect(defects { $0.firstCode = SiliconProfile.Fact("mask ROM, surely", source: "from memory", .mem) } > 0)
        #expect(defects { $0.proves = [] } > 0)
        #expect(defects { $0.refutes.append(SiliconProfile.Fact("something is open", source: "", .seen)) } > 0)
        #expect(
            defects { $0.refutes.append(SiliconProfile.Fact("something is open", source: "from memory", .seen)) } > 0
        )
        #expect(defects { $0.refutes.append(SiliconProfile.Fact("something is open", source: "a manual", .mem)) } > 0)
        #expect(defects { $0.refutes.append(SiliconProfile.Fact("something is open", source: "manual", .seen)) } > 0)
        #expect(
            defects {
                $0.readings.append(SiliconProfile.Reading("read it", reader: "guess", source: "a manual", .seen))
            } > 0
        )
        let elsewhere = SiliconProfile.Break(
            "CVE",
            SiliconProfile.Fact("glitched out", source: "a paper", .seen),
            families: ["other"]
        )
        #expect(defects { $0.breaks = [elsewhere] } > 0)
    }

    @Test func `ids and families are each part's own`() {
        let ids = SiliconProfile.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        let families = SiliconProfile.all.flatMap { Set($0.families.map { $0.lowercased() }) }
        #expect(Set(families).count == families.count)
        for profile in SiliconProfile.all {
            #expect(Set(profile.families.map { $0.lowercased() }).count == profile.families.count, "\(profile.id)")
            #expect(SiliconProfile.named(profile.id)?.id == profile.id)
            for family in profile.families { #expect(SiliconProfile.named(family)?.id == profile.id) }
        }
        #expect(SiliconProfile.named("no such part") == nil)
    }

    @Test func `every ESP32 that the reader knows has a profile, and no other has`() {
        let read = Set(ESP32Chip.allCases.map(\.rawValue))
        let profiled = SiliconProfile.all.filter { $0.vendor == "Espressif" }
        #expect(Set(profiled.flatMap(\.families)) == read)
    }

    @Test func `every part that the issue names is there`() {
        let parts: Set<String> = [
            "stm32u5", "stm32h5", "mcxn94x", "nrf5340", "jetsonorin", "imx8m", "imx93", "snapdragon", "esp32",
            "esp32s2",
            "esp32s3", "esp32c3", "esp32c6", "esp32h2", "esp32p4", "rp2350", "opentitan", "caliptra", "se05x",
            "atecc608",
            "ta100", "optigatrustm", "tpm2", "zymbit", "reference",
        ]
        #expect(Set(SiliconProfile.all.map(\.id)) == parts)
    }

    @Test func `a break names a vulnerability, or says what it is known by`() {
        for profile in SiliconProfile.all {
            #expect(Set(profile.breaks.map(\.id)).count == profile.breaks.count, "\(profile.id)")
            for entry in profile.breaks where entry.id.hasPrefix("CVE") {
                #expect(entry.id.wholeMatch(of: /CVE-[0-9]{4}-[0-9]{4,}( .*)?/) != nil, "\(entry.id)")
            }
        }
    }
}
