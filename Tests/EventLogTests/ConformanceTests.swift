import Digests
import EventLog
import Foundation
import Testing
import Wire

/// Logs of real machines, which are not part of this repository: looked for in BEDPLATE_CONFORMANCE_DATA, else in
/// `../shared/data` beside the package. Without them these tests say so and check nothing.
@Suite struct ConformanceTests {
    private static let data: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [
            ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"].map { URL(fileURLWithPath: $0) },
            package.appendingPathComponent("../shared/data"), package.appendingPathComponent("../../shared/data"),
        ]
        return candidates.compactMap { $0?.appendingPathComponent("event-logs") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    private func load(_ path: String) throws -> [UInt8]? {
        guard let data = Self.data else {
            print("conformance data absent: \(path) not run")
            return nil
        }
        return [UInt8](try Data(contentsOf: data.appendingPathComponent(path)))
    }

    private static let tools = "tpm2-tools/eventlogs/"
    private static let google = "go-attestation/"

    @Test func `tpm2-tools' logs replay to their golden values`() throws {
        var vectors = 0
        for name in [
            "event", "event-arch-linux", "event-bootorder", "event-gce-ubuntu-2104-log", "event-moklisttrusted",
            "event-postcode", "event-sd-boot-fedora37", "event-uefi-sha1-log", "event-uefiaction", "event-uefiservices",
            "event-uefivar",
        ] {
            guard let bytes = try load(Self.tools + name + ".bin"),
                let yaml = try load(Self.tools + "expected-yaml/" + name + ".bin.yaml")
            else { return }
            let golden = GoldenPCRs(yaml: String(decoding: yaml, as: UTF8.self)).values
            #expect(!golden.isEmpty)
            let log = try EventLog(parsing: bytes)
            for (bank, pcrs) in golden {
                #expect(try log.replay(bank) == pcrs, "\(name) \(bank)")
                vectors += pcrs.count
            }
            let verification = log.verified(against: golden)
            #expect(verification.holds && verification.unquotedPCRs.isEmpty, "\(name)")
            // Old shim's two authority events, and no other event of any of these machines.
            #expect(verification.events.contradictions.count == (name == "event-postcode" ? 2 : 0), "\(name)")
        }
        print("tpm2-tools event logs: \(vectors) PCR values")
    }

    @Test func `the fixture with uncounted vendor information is refused by name, and read under its erratum`() throws {
        guard let bytes = try load(Self.tools + "specid-vendordata.bin") else { return }
        #expect(throws: WireError(.truncated, at: 69)) { try EventLog(parsing: bytes) }
        let log = try EventLog(parsing: bytes, errata: [.vendorInfoNotCounted])
        #expect(log.header?.vendorInfo == [0xDE, 0xAD, 0xBE, 0xEF])
    }

    @Test(arguments: [
        ("coreos_36_shielded_vm_no_secure_boot_eventlog", HashAlgorithm.sha256, 76),
        ("ubuntu_2104_shielded_vm_no_secure_boot_eventlog", .sha384, 106), ("crypto_agile_eventlog", .sha256, 27),
        ("sb_cert_eventlog", .sha256, 15), ("option_rom_eventlog", .sha1, 61),
        ("ebs_event_missing_eventlog", .sha1, 38),
        ("short_no_action_eventlog", .sha1, 1),
    ])
    func `go-attestation's logs parse and replay`(name: String, bank: HashAlgorithm, events: Int) throws {
        guard let bytes = try load(Self.google + name) else { return }
        let log = try EventLog(parsing: bytes)
        #expect(log.eventCount == events)
        let pcrs = try log.replay(bank)
        #expect(pcrs.isEmpty == (name == "short_no_action_eventlog"))
        guard !pcrs.isEmpty else { return }
        let verification = log.verified(bank: bank, pcrs: pcrs)
        #expect(verification.holds)
        #expect(verification.events.contradictions.count == (name == "sb_cert_eventlog" ? 2 : 0))
        print("go-attestation \(name): \(events) events")
    }

    @Test func `the log without ExitBootServices events needs its erratum`() throws {
        guard let bytes = try load(Self.google + "ebs_event_missing_eventlog") else { return }
        let quoted = try #require(Hexadecimal.decode("31245808d6d35849bc394f6343f2b3ff908ed5e3"))
        #expect(!(try EventLog(parsing: bytes).verified(bank: .sha1, pcrs: [5: quoted]).holds))
        let lenient = try EventLog(parsing: bytes, errata: [.exitBootServicesEventsMissing])
        let verification = lenient.verified(bank: .sha1, pcrs: [5: quoted])
        #expect(verification.holds && verification.errataUsed == [.exitBootServicesEventsMissing])
    }

    @Test func `Windows' log replays to the PCR values beside it`() throws {
        guard let bytes = try load(Self.google + "windows_gcp_shielded_vm.json") else { return }
        struct Dump: Decodable {
            struct PCR: Decodable {
                var Index: Int
                var Digest: Data
            }
            struct Log: Decodable {
                var PCRs: [PCR]
                var Raw: Data
            }
            var Log: Log
        }
        let dump = try JSONDecoder().decode(Dump.self, from: Data(bytes)).Log
        let pcrs = Dictionary(uniqueKeysWithValues: dump.PCRs.map { ($0.Index, [UInt8]($0.Digest)) })
        #expect(pcrs.count == 24)
        let verification = try EventLog(parsing: [UInt8](dump.Raw)).verified(bank: .sha1, pcrs: pcrs)
        #expect(verification.holds, "\(verification.mismatches)")
        #expect(verification.events.contradictions.isEmpty)
        let state = try verification.events.secureBootState().get()
        #expect(state.isEnabled && !state.permitted.certificates.isEmpty)
        print("windows_gcp_shielded_vm: \(pcrs.count) PCR values")
    }

    private func secureBoot(_ path: String, _ errata: Set<Erratum> = []) throws -> (
        Result<SecureBootState, SecureBootRefusal>, LogVerification
    )? {
        guard let bytes = try load(path) else { return nil }
        let log = try EventLog(parsing: bytes, errata: errata)
        let bank = log.banks.contains(.sha256) ? HashAlgorithm.sha256 : .sha1
        let verification = log.verified(bank: bank, pcrs: try log.replay(bank))
        return (verification.events.secureBootState(), verification)
    }

    @Test(
        arguments: [
            ("event-moklisttrusted.bin", true), ("event-gce-ubuntu-2104-log.bin", nil), ("event-bootorder.bin", nil),
            ("event-sd-boot-fedora37.bin", nil), ("event-arch-linux.bin", false),
        ] as [(String, Bool?)]
    )
    func `Secure Boot state of tpm2-tools' logs`(name: String, enabled: Bool?) throws {
        guard let (state, verification) = try secureBoot(Self.tools + name) else { return }
        #expect(verification.events.contradictions.isEmpty)
        print("Secure Boot of \(name): \(state.map { "enabled \($0.isEnabled)" })")
        if let enabled { #expect(try state.get().isEnabled == enabled) }
    }

    @Test func `old shim's authority is refused by name, and read under its erratum`() throws {
        for path in [Self.google + "sb_cert_eventlog", Self.tools + "event-postcode.bin"] {
            guard let (strict, _) = try secureBoot(path) else { return }
            guard case .failure(.unverifiable) = strict else {
                Issue.record("\(path): \(strict)")
                continue
            }
            guard let (state, verification) = try secureBoot(path, [.shimAuthorityLength]) else { return }
            #expect(verification.errataUsed == [.shimAuthorityLength])
            #expect(try state.get().isEnabled)
            #expect(try state.get().postSeparatorAuthorities.allSatisfy { $0.certificate != nil })
        }
    }

    @Test func `the option ROM's log gives its driver and loader`() throws {
        guard let (state, verification) = try secureBoot(Self.google + "option_rom_eventlog") else { return }
        #expect(try state.get().isEnabled)
        let images = try #require(verification.events.loadedImages())
        #expect(images.map(\.pcr).contains(2) && images.map(\.pcr).contains(4))
        print("option_rom images: \(images.map { "\($0.pcr) \($0.claimedPath ?? "-")" })")
    }
}
