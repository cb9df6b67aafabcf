import Assessment
import Foundation
import Model
import Readers
import Reports
import Testing

/// Summaries that espefuse itself made of virtual chips.
@Suite struct ESP32SampleTests {
    static let time = Date(timeIntervalSince1970: 1_780_000_000)

    private func sample(_ name: String) throws -> [UInt8]? {
        guard let data = ConformanceData.directory?.appending(path: "evidence-samples/\(name).json") else { return nil }
        return [UInt8](try Data(contentsOf: data))
    }

    private func assess(_ octets: [UInt8], claims: [Observation] = []) throws -> Assessment {
        let reading = try Readers.read(octets, ReadingOptions())
        let collector = EvidenceRecord.Collector(tool: "espefuse", version: "5.6.0")
        var records = try reading.records(of: octets, device: "d", collector: collector, at: Self.time)
        records += try Reading(reader: "answer", part: nil, isSimulated: false, observations: claims)
            .records(of: [], device: "d", collector: collector, at: Self.time)
        return Assessment(try Dossier("d", records, profiles: [Self.profile]), profiles: [Self.profile])
    }

    static let profile = SiliconProfile(
        id: "esp32s3",
        name: "ESP32-S3",
        vendor: "Espressif",
        families: ["ESP32-S3"],
        roles: [.verify],
        firstCode: SiliconProfile.Fact("mask ROM", source: "test", .seen),
        grade: "A",
        readings: [],
        proves: [],
        refutes: [],
        breaks: []
    )

    @Test func `samples come to the verdicts that their page expects`() throws {
        guard let virgin = try sample("espefuse_esp32s3_virgin") else {
            print("conformance data is absent: no sample was assessed")
            return
        }
        let one = try assess(virgin)
        #expect(one.roles.map(\.role) == [.verify, .update, .recover] && one.simulated)
        #expect(one.roles.first?.verdict == .notEnabled)
        let claimed = try assess(
            try #require(try sample("espefuse_esp32s3_claim_only")),
            claims: [
                Observation(
                    .claim,
                    "",
                    [
                        "item": "Q1", "says": "the root key is in eFuse BLOCK_KEY0", "asset": "secret",
                        "place": "BLOCK_KEY0",
                    ],
                    class: .claimed
                )
            ]
        )
        #expect(claimed.roles.first?.verdict == .softwareDressedAsHardware)
        #expect(claimed.roles.first?.reason.contains("BLOCK_KEY0") == true)
        let open = try assess(try #require(try sample("espefuse_esp32s3_partial_jtag_open")))
        #expect(open.roles.first?.verdict == .softwareDressedAsHardware)
        #expect(open.roles.first?.reason.contains("BLOCK_KEY1") == true)
        #expect(open.roles.first?.items.first { $0.item == .debug }?.status == .refuted)
        let release = try assess(try #require(try sample("espefuse_esp32s3_release")))
        #expect(release.roles.first?.verdict == .claimOnly)
        print(release.text()); print(open.text(isWhole: true))
        print("conformance: 4 of 4 samples of an ESP32-S3 assessed")
    }
}
