import Assessment
import Foundation
import Lab
import Model
import Readers
import Testing

/// Records of the reference device.
@Suite struct DeviceRecordTests {
    private static let rom = String(repeating: "1b", count: 32)

    /// What could not be tried has no such key.
    private func sight(_ succeeded: String) -> String { succeeded == "null" ? "" : "\"succeeded\": \(succeeded), " }

    private func attack(_ id: String, _ outcome: String, _ device: String, _ mutant: String) -> String {
        """
        {"attempt": "a", "attacker": "board", "defence": "WITHOUT_SIGNATURE", "expectation": "e", "id": "\(id)",
         "outcome": "\(outcome)", "device": {\(sight(device))"seen": "B:3\\nrefused", "evidence": "e", "rom": "r",
         "time": 1}, "mutant": {\(sight(mutant))"seen": "ran", "evidence": "e", "rom": "r", "time": 1}}
        """
    }
    private func record(_ attacks: [String], whole: Bool = true, simulated: Bool = true) -> String {
        """
        {"attacks": [\(attacks.joined(separator: ","))], "emulator": "QEMU", "isWhole": \(whole), "kind": "bedplate-attack",
         "mutantSubsystem": "m", "notDefended": [], "probe": "p", "rom": "\(Self.rom)", "secureFirmware": "s",
         "simulated": \(simulated), "subsystem": "s", "time": "2026-11-21T12:00:00Z", "tool": "bedplate 1", "version": 1}
        """
    }

    @Test func `what an attack showed is tested, and simulated`() throws {
        let reading = try read(
            record([
                attack("unsigned", "withstood", "false", "true"), attack("altered-code", "withstood", "false", "true"),
                attack("secret-read-by-firmware", "withstood", "false", "true"),
                attack("rom-overwritten", "withstood", "false", "true"),
                attack("debug-closed", "withstood", "false", "true"),
                attack("older-after-update", "withstood", "false", "true"),
                attack("frame-damaged", "withstood", "false", "true"),
            ])
        )
        #expect(reading.isSimulated && reading.observations.allSatisfy { $0.evidenceClass == .tested })
        #expect(reading.fields(.failure, "unsigned") == ["trial": "unsigned", "outcome": "refused"])
        #expect(reading.fields(.failure, "altered-code")?["trial"] == "tampered")
        #expect(reading.fields(.enforcement, "boot") == ["boot": "on"])
        #expect(reading.fields(.readAttempt, "secret-read-by-firmware")?["outcome"] == "refused")
        #expect(reading.fields(.writeAttempt, "rom-overwritten")?["outcome"] == "refused")
        #expect(reading.fields(.debug, "debug-closed") == ["status": "4"])
        #expect(reading.fields(.rollback, "older-after-update") == ["enforced": "yes"])
        #expect(reading.notes == ["frame-damaged: withstood"])
        #expect(try reading.isRecordable())
    }

    /// As `bedplate lab soc attack --out` writes it.
    @Test func `the record that the laboratory writes is read`() throws {
        func sight(_ succeeded: Bool?) -> AttackRecord.Sight {
            AttackRecord.Sight(succeeded: succeeded, seen: "B:3", evidence: Self.rom, rom: Self.rom, time: 7)
        }
        let entries = Attack.all.map { attack in
            AttackRecord.Entry(
                id: attack.id,
                attacker: attack.attacker,
                attempt: attack.attempt,
                expectation: attack.expectation,
                defence: attack.defence,
                outcome: .withstood,
                device: sight(false),
                mutant: sight(true)
            )
        }
        let record = AttackRecord(
            time: Date(timeIntervalSince1970: 0),
            tool: "bedplate",
            emulator: "QEMU",
            rom: Self.rom,
            secureFirmware: Self.rom,
            probe: Self.rom,
            subsystem: Self.rom,
            mutantSubsystem: Self.rom,
            isWhole: true,
            attacks: entries,
            notDefended: AttackLimit.all
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let reading = try Readers.read([UInt8](try encoder.encode(record)), ReadingOptions())
        // The part, that it is enforced, and every attack once: observed, or noted.
        #expect(reading.observations.count + reading.notes.count == 2 + entries.count && reading.missing.isEmpty)
        #expect(Set(AttackRecordReader.meanings.keys).isSubset(of: Attack.all.map(\.id)))
    }

    @Test func `an attack that succeeded refutes`() throws {
        let reading = try read(
            record([
                attack("unsigned", "succeeded", "true", "true"), attack("debug-closed", "succeeded", "true", "true"),
                attack("secure-memory-read", "succeeded", "true", "true"),
            ])
        )
        #expect(reading.fields(.failure, "unsigned")?["outcome"] == "ran")
        #expect(reading.fields(.enforcement, "boot") == ["boot": "off"])
        #expect(reading.fields(.debug, "debug-closed") == ["status": "0"])
        #expect(reading.fields(.readAttempt, "secure-memory-read")?["outcome"] == "succeeded")
    }

    @Test func `an attack that the mutant withstood too, or that could not be tried, proves nothing`() throws {
        let reading = try read(
            record(
                [attack("unsigned", "proves-nothing", "false", "false"), attack("older", "failed", "null", "null")],
                whole: false
            )
        )
        #expect(!reading.says(.failure) && !reading.says(.enforcement))
        #expect(reading.misses("unsigned: the device without") && reading.misses("older: it could not"))
        #expect(reading.misses("a part of the catalogue"))
    }

    @Test func `an outcome that what was seen does not bear is refused`() throws {
        for (device, mutant) in [("true", "true"), ("false", "false"), ("null", "true")] {
            let text = record([attack("unsigned", "withstood", device, mutant)])
            #expect(refusal { try read(text) }.contains("attacks[0]"))
        }
        let one = attack("unsigned", "withstood", "false", "true")
        #expect(refusal { try read(record([one, one])) }.contains("there twice"))
        #expect(refusal { try read(record([])) }.contains("no attack was tried"))
        #expect(refusal { try read(record([one], simulated: false)) }.contains("says so"))
        #expect(
            refusal { try read(record([one]).replacing("\"version\": 1", with: "\"version\": 2")) }.contains("version")
        )
    }

    private static func campaign() throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: root.appending(path: "Firmware/fault-campaign.json")))
    }
    private static let tested = (0..<3).map { ["tampered", "wrong-key", "older"][$0] }

    @Test func `the campaign of the repository shows that no fault that was tried started an image`() throws {
        let reading = try Readers.read(try Self.campaign(), ReadingOptions())
        #expect(reading.reader == "bedplate-fault" && reading.isSimulated && reading.missing.isEmpty)
        for trial in Self.tested {
            #expect(reading.fields(.failure, "\(trial), with faults")?["outcome"] == "refused")
        }
        #expect(reading.fields(.hardening, "single faults in the ROM") == ["state": "on"])
        #expect(try reading.isRecordable())
    }

    /// A report of two builds, as the campaign writes it.
    private func report(
        _ ships: Int,
        _ control: Int,
        listed: Int? = nil,
        complaints: String = "",
        shard: String = "1/1"
    )
        -> String
    {
        func build(_ name: String, _ bypasses: Int, listed: Int) -> String {
            let tallies = ["tampered", "wrong-key", "rolled-back"].map { image in
                let count = image == "tampered" ? bypasses : 0
                return
                    #"{"image": "\#(image)", "model": "skip", "planned": 9, "tried": 9, "verdicts": {"bypassed": \#(count), "refused": 1}}"#
            }
            return
                #"{"build": "\#(name)", "rom": "\#(Self.rom)", "tallies": [\#(tallies.joined(separator: ","))], "bypasses": [\#([String](repeating: "{}", count: listed).joined(separator: ","))]}"#
        }
        let builds =
            build("ships", ships, listed: listed ?? ships) + "," + build("unhardened", control, listed: control)
        return #"{"builds": [\#(builds)], "complaints": [\#(complaints)], "simulated": true, "shard": "\#(shard)"}"#
    }

    @Test func `a bypass refutes, and faults that break nothing show nothing`() throws {
        let broken = try read(report(2, 3))
        #expect(broken.fields(.failure, "tampered, with faults")?["outcome"] == "ran")
        #expect(broken.fields(.hardening, "single faults in the ROM") == ["state": "off"])
        let idle = try read(report(0, 0))
        #expect(!idle.says(.failure) && !idle.says(.hardening) && idle.misses("whether the faults show anything"))
        let complained = try read(report(0, 3, complaints: #""the authentic image does not boot""#))
        #expect(!complained.says(.failure) && complained.misses("a control complained"))
        #expect(try read(report(0, 3, shard: "1/4")).misses("the part 1/4"))
    }

    @Test func `bypasses that are counted and not listed are refused`() throws {
        #expect(refusal { try read(report(2, 3, listed: 0)) }.contains("builds[0]"))
    }
}
