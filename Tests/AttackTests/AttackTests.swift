import Foundation
import Lab
import Model
import Programs
import Testing

/// The catalogue of attacks, all of it, on the device that ships and on its mutants.
@Suite(.serialized) struct AttackTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The firmware that ships and its mutants: kept in .build, and made anew where sources changed.
    private static let programs = Result {
        let firmware = root.appending(path: ".build/attack-firmware")
        for script in ["build-firmware", "build-mutants"] {
            let build = try Program([root.path + "/Scripts/" + script, firmware.path], atMost: 1200)
            guard build.status == 0 else { throw ProgramFailure("\(script): \(build.text)\(build.errorText)") }
        }
        return try AttackPrograms(SoCPrograms.located(firmware: firmware), firmware: firmware)
    }

    @Test func `the device that ships withstands every attack, and its mutants none`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-attacks-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var campaign = AttackCampaign(try Self.programs.get())
        campaign.evidence = directory
        let start = ContinuousClock.now
        let record = try await campaign.run(tool: "AttackTests")
        for entry in record.attacks {
            #expect(
                entry.outcome == .withstood,
                "\(entry.id): \(entry.device.seen); without \(entry.defence): \(entry.mutant.seen)"
            )
            // A mutant of the ROM is another ROM, and everything else is the one that ships.
            #expect(entry.device.rom == record.rom)
            #expect((entry.mutant.rom == record.rom) == !entry.defence.hasPrefix("rom:"), "\(entry.id)")
            #expect(entry.device.evidence != entry.mutant.evidence)
        }
        #expect(record.isWithstood && record.isWhole && record.simulated && record.attacks.count == Attack.all.count)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(files.count == 2 * Attack.all.count)
        print("attacks: \(record.attacks.count) in \(ContinuousClock.now - start)")
    }

    /// A positive control of the campaign's own judgement.
    @Test func `an attack that the device does not withstand, and one that proves nothing, are told`() throws {
        let sight = AttackRecord.Sight(succeeded: false, seen: "", evidence: "", rom: "", time: 0)
        func record(_ outcome: AttackRecord.Outcome) -> AttackRecord {
            let entry = AttackRecord.Entry(
                id: "x",
                attacker: .board,
                attempt: "",
                expectation: "",
                defence: "",
                outcome: outcome,
                device: sight,
                mutant: sight
            )
            return AttackRecord(
                time: Date(),
                tool: "",
                emulator: "",
                rom: "",
                secureFirmware: "",
                probe: "",
                subsystem: "",
                mutantSubsystem: "",
                isWhole: true,
                attacks: [entry],
                notDefended: []
            )
        }
        #expect(AttackCampaign.outcome(device: false, mutant: true) == .withstood)
        #expect(AttackCampaign.outcome(device: false, mutant: false) == .provesNothing)
        #expect(AttackCampaign.outcome(device: true, mutant: true) == .succeeded)
        #expect(AttackCampaign.outcome(device: true, mutant: false) == .succeeded)
        #expect(AttackCampaign.outcome(device: nil, mutant: true) == .failed)
        #expect(AttackCampaign.outcome(device: false, mutant: nil) == .failed)
        #expect(record(.withstood).isWithstood)
        for outcome in [AttackRecord.Outcome.succeeded, .provesNothing, .failed] {
            #expect(!record(outcome).isWithstood)
        }
    }
}
