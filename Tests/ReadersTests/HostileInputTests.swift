import Assessment
import Foundation
import Model
import Readers
import Testing

/// Every reader with what no tool wrote.
@Suite struct HostileInputTests {
    /// Inputs that a reader takes, one for each of them at least.
    private static let seeds: [String] = [
        #"{"SECURE_BOOT_EN": {"efuse_type": "bool", "bit_len": 1, "value": false, "readable": true, "writeable": true}}"#,
        "CPU: i.MX8MMQ rev1.0\nHAB Configuration: 0xcc, HAB State: 0x99\nReading bank 6:\n\nWord 0x00000000: 00000001\n",
        "Device name : STM32U585\nOPTION BYTES BANK: 0\n  RDP : 0xCC (x)\n  BOOT_LOCK : 0x1\n  SECBOOTADD0 : 0x180000\n",
        "nrfjprog --family NRF53 --memrd 0x00FF8000 --n 4\n0x00FF8000: 00000000 |....|\n",
        "ROW 0x0040: OTP_DATA_CRIT1 (CRIT)\n VALUE 0x000001\n field SECURE_BOOT_ENABLE (bit 0) = 1\n",
        "0123" + String(repeating: "00", count: 10) + "ee" + String(repeating: "00", count: 115),
        "# NXP SPSDK version: 3.12.0\n\nfamily: mcxn947\ntype: CMPA\nsettings:\n  ROTKH: 'AA'\n",
        "--chip 0x23\nPublicKeyHash: ab\nSecurityMode: 00000001\nBootSecurityInfo: 00000001\n",
        "TPM2_PT_FAMILY_INDICATOR:\n  raw: 0x322E3000\nTPM2_PT_MANUFACTURER:\n  raw: 0x49465800\n", "- 0x1C00002\n",
        "rsa:\n  value: 0x1\n  asymmetric: 1\n", #"{"SecurityAttributes": [{"AppstreamId": "org.fwupd.hsi.Iommu"}]}"#,
        #"{"chipsec.modules.common.smm": {"result": "Passed"}}"#,
        #"{"kind": "bedplate-attack", "version": 1, "simulated": true, "rom": "00", "isWhole": true, "attacks": []}"#,
        #"{"builds": [], "bypasses": [], "complaints": [], "tallies": [], "simulated": true, "shard": "1/1"}"#,
        "\u{7F}ELF" + String(repeating: "A", count: 60),
    ]

    /// Whatever comes: an error that says what is wrong, or a reading of which records can be made.
    private func check(_ octets: [UInt8], as name: String? = nil) {
        do {
            let reading = try Readers.read(octets, as: name, ReadingOptions(releaseKeys: [[1]], part: "mcxn947"))
            #expect(try reading.isRecordable())
            #expect(reading.missing.allSatisfy { $0.count <= 300 && !$0.contains("\u{1B}") })
        } catch {
            #expect((error as? BedplateError)?.code == .malformed, "\(error)")
        }
    }

    @Test func `every reader has a name and a command of its own, and refuses what is nothing`() {
        #expect(Set(Readers.all.map { $0.name }).count == Readers.all.count)
        #expect(Readers.all.allSatisfy { !$0.command.isEmpty })
        for reader in Readers.all {
            for octets in [[], [0], Array("hello\n".utf8), [UInt8](repeating: 0xFF, count: 1000)] as [[UInt8]] {
                check(octets, as: reader.name)
            }
        }
        #expect(refusal { try read("") }.contains("no reader knows"))
        #expect(refusal { try read("x", as: "crystal-ball") }.contains("there is no reader 'crystal-ball'"))
    }

    @Test func `every beginning of every input is refused or read to its end`() {
        for seed in Self.seeds {
            let octets = Array(seed.utf8)
            for count in stride(from: 0, to: octets.count, by: 3) {
                let part = Array(octets.prefix(count))
                check(part)
                for reader in Readers.all where reader.recognises(octets) { check(part, as: reader.name) }
            }
        }
    }

    @Test func `an octet that is changed breaks nothing`() {
        var state: UInt64 = 1
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for seed in Self.seeds {
            for _ in 0..<120 {
                var octets = Array(seed.utf8)
                for _ in 0...(next() % 3) { octets[next() % octets.count] = UInt8(truncatingIfNeeded: next()) }
                check(octets)
                for reader in Readers.all where reader.recognises(Array(seed.utf8)) { check(octets, as: reader.name) }
            }
        }
    }

    @Test func `huge inputs are refused, and quickly`() {
        let start = ContinuousClock.now
        #expect(
            refusal { try Readers.read([UInt8](repeating: 0x20, count: Readers.limit + 1), ReadingOptions()) }.contains(
                "more than"
            )
        )
        for seed in Self.seeds {
            check(Array((seed + String(repeating: "\n", count: 300_000)).utf8))
            check(Array((seed + String(repeating: "A", count: 300_000)).utf8))
        }
        check(Array((String(repeating: "[", count: 100_000) + "\"org.fwupd.hsi.").utf8))
        check(Array((String(repeating: " k:\n", count: 50_000)).utf8), as: "spsdk-yaml")
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test func `text that drives a terminal does not reach one`() throws {
        let reading = try read("nrfjprog --x \u{1B}[31m\u{202E}\nERROR: \u{1B}]0;owned\u{7}\n")
        #expect(reading.missing.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E } })
    }

    @Test func `two readers are never meant by one input`() {
        for seed in Self.seeds {
            #expect(Readers.all.count { $0.recognises(Array(seed.utf8)) } == 1, "\(seed.prefix(40))")
        }
    }
}
