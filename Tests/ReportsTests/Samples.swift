import Assessment
import Foundation
import Model
import Profiles
import Readers
import Reports
import Testing

/// Records by hand, of units from genuine to hostile.
struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var records: [EvidenceRecord]
    var product: ProductClass?
    var profiles: [SiliconProfile] = SiliconProfile.all

    var testDescription: String { name }
    func report() throws -> Report {
        try Report(name, records, profiles: profiles, product: product)
    }

    static let time = Date(timeIntervalSince1970: 1_790_000_000)

    static func record(
        _ observation: Observation,
        simulated: Bool = false,
        serial: String? = "7c:df:a1:00:00:01",
        raw: String? = nil,
        after seconds: Double = 0
    ) -> EvidenceRecord {
        EvidenceRecord(
            kind: observation.aspect.kind,
            class: observation.evidenceClass,
            subject: EvidenceRecord.Subject(device: "pump-42", serial: serial),
            collector: EvidenceRecord.Collector(
                tool: "espefuse",
                version: "5.6.0",
                settings: ["arguments": "summary --format json"]
            ),
            rawSHA256: raw,
            fields: observation.recordFields,
            collectedAt: time + seconds,
            simulated: simulated,
            reference: observation.reference
        )
    }

    private static let raw = String(repeating: "5f", count: 32)

    static let part = Observation(
        .part,
        "",
        ["family": "ESP32-C6", "revision": "v0.2", "vendor": "Espressif", "serial": "7c:df:a1:00:00:01"],
        origin: "chip = ESP32-C6"
    )

    /// What a verifying root needs; an element beside it.
    static let sound: [Observation] =
        [
            part,
            Observation(
                .verifyKey,
                "BLOCK_KEY0",
                ["storage": "otp", "digest": String(repeating: "3c", count: 32), "locked": "yes", "released": "yes"],
                origin: "KEY_PURPOSE_0 = SECURE_BOOT_DIGEST0"
            ),
            Observation(.keySlot, "BLOCK_KEY1", ["state": "revoked"], origin: "SECURE_BOOT_KEY_REVOKE1 = true"),
            Observation(
                .secret,
                "BLOCK_KEY2",
                ["readable": "no", "storage": "otp", "purpose": "XTS_AES_128_KEY", "locked": "yes"],
                origin: "KEY_PURPOSE_2 = XTS_AES_128_KEY"
            ),
            Observation(.enforcement, "SECURE_BOOT_EN", ["boot": "on"], origin: "SECURE_BOOT_EN = true"),
            Observation(.lifecycle, "", ["state": "release", "class": "production", "storage": "otp"]),
            Observation(
                .recovery,
                "download mode",
                ["state": "authenticated"],
                origin: "ENABLE_SECURITY_DOWNLOAD = true"
            ),
            Observation(.rollback, "SECURE_VERSION", ["enforced": "yes", "version": "3"]),
            Observation(.debug, "JTAG pads", ["status": "4"], origin: "DIS_PAD_JTAG = true"),
            Observation(.debug, "USB-JTAG", ["status": "4"], origin: "DIS_USB_JTAG = true"),
            Observation(.fleet, "", ["units": "40", "shared": "0", "weak": "0"]),
        ]
        + ["unsigned", "tampered", "wrong-key", "older"].map {
            Observation(.failure, $0, ["trial": $0, "outcome": "refused"], class: .tested)
        }

    static let laboratory: [Observation] = [
        Observation(.hardening, "POWERGLITCH_EN", ["state": "on"]),
        Observation(
            .hardening,
            Demand.sideChannels,
            ["state": "on"],
            class: .documented,
            reference: "evaluation report 2026-114, section 7"
        ),
        Observation(
            .hardening,
            Demand.tamperPackaging,
            ["state": "on"],
            class: .documented,
            reference: "evaluation report 2026-114, section 9"
        ),
    ]

    static let element: [Observation] = [
        Observation(
            .identity,
            "endorsement key",
            [
                "chain": "verified", "possession": "proven", "issuer": "Vendor CA 3",
                "key": String(repeating: "9e", count: 32),
            ],
            class: .attested
        ),
        Observation(.keyStore, "token", ["kind": "hardware", "extractable": "no", "transport": "own"]),
    ]

    /// A profile without published breaks, of the same family.
    static let plainProfile = SiliconProfile(
        id: "plain",
        name: "Plain",
        vendor: "Espressif",
        families: ["ESP32-C6"],
        roles: [.verify],
        firstCode: SiliconProfile.Fact("mask ROM", source: "technical reference manual, chapter 4", .seen),
        grade: "A",
        readings: [],
        proves: [],
        refutes: [],
        breaks: []
    )

    /// Release signatures, as `bedplate image sign` records them.
    static let signatures = ["ecdsaP256", "ecdsaP256", "mlDSA65"].enumerated().map { index, algorithm in
        EvidenceRecord(
            kind: "image.signed",
            class: .measured,
            subject: EvidenceRecord.Subject(role: .verify, image: String(repeating: "a\(index)", count: 32)),
            collector: EvidenceRecord.Collector(tool: "bedplate", version: "1"),
            fields: [
                "key": String(repeating: index == 2 ? "77" : "66", count: 32), "key.algorithm": algorithm,
                "key.home": "pkcs11: token release", "key.exportable": "false",
            ],
            collectedAt: time,
            simulated: false
        )
    }

    static let genuine = Sample(
        name: "pump-42",
        records: (sound + element + laboratory).map { record($0, raw: raw) } + signatures,
        product: .highStakes,
        profiles: [plainProfile]
    )

    static let simulated = Sample(
        name: "pump-42 on an emulator",
        records: sound.map { record($0, simulated: true, raw: raw) },
        product: .critical
    )

    /// Debug open, a secret read back, statements only, nothing offered.
    static let dressed = Sample(
        name: "gateway-7",
        records: [
            record(part, raw: raw),
            record(
                Observation(
                    .claim,
                    "",
                    [
                        "item": "Q1", "says": "the root key never leaves the chip", "asset": "secret",
                        "place": "BLOCK_KEY2",
                    ],
                    class: .claimed
                )
            ),
            record(
                Observation(.verifyKey, "BLOCK_KEY0", ["storage": "otp", "digest": "ab", "locked": "no"]),
                raw: raw,
                after: 1
            ),
            record(Observation(.secret, "BLOCK_KEY2", ["readable": "yes", "storage": "otp"]), raw: raw, after: 2),
            record(Observation(.enforcement, "SECURE_BOOT_EN", ["boot": "on"]), raw: raw, after: 3),
            record(Observation(.debug, "JTAG pads", ["status": "0"]), raw: raw, after: 4),
            record(Observation(.debug, "USB-JTAG", ["status": "1"]), raw: raw, after: 4),
            record(Observation(.recovery, "download mode", ["state": "open"]), raw: raw, after: 5),
            record(Observation(.debug, "JTAG pads", ["status": "4"]), serial: "another", raw: raw, after: 6),
            record(Observation(.keySlot, "BLOCK_KEY1", ["state": "open"]), raw: raw, after: 7),
        ],
        product: .critical
    )

    static let nothing = Sample(name: "empty", records: [], product: .lowValue)

    static let attack = "<script>alert(1)</script>\" onload='x' ](http://evil) | `code` *b* {0} \u{202E}olleh"

    /// Every text that comes from outside tries to be something else.
    static let hostile = Sample(
        name: attack,
        records: [
            record(Observation(.part, "", ["family": attack, "revision": attack, "serial": attack]), serial: attack),
            record(Observation(.debug, attack, ["status": "0", "core": attack], origin: attack), serial: attack),
            record(
                Observation(.claim, "", ["item": "Q1", "says": attack], class: .documented, reference: attack),
                serial: attack
            ),
            record(Observation(.identity, attack, ["chain": "verified", "issuer": attack]), serial: attack),
            record(Observation(.secret, attack, ["readable": "no", "purpose": attack]), serial: attack),
        ],
        product: .lowValue
    )

    static let all = [genuine, simulated, dressed, nothing, hostile]
}

extension Sample {
    /// Summaries that espefuse made of virtual chips, where they are: beside the repository, or where
    /// `BEDPLATE_CONFORMANCE_DATA` says.
    static func espressif() throws -> [Sample] {
        let environment = ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"].map { URL(filePath: $0) }
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let data = environment ?? root.deletingLastPathComponent().appending(path: "shared/data")
        let place = data.appending(path: "evidence-samples")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return try names.filter { $0.hasPrefix("espefuse_") && $0.hasSuffix(".json") }.sorted().map { name in
            let octets = [UInt8](try Data(contentsOf: place.appending(path: name)))
            let collector = EvidenceRecord.Collector(tool: "espefuse", version: "5.6.0")
            let records = try Readers.read(octets, ReadingOptions())
                .records(of: octets, device: name, collector: collector, at: time)
            return Sample(name: name, records: records, product: .critical)
        }
    }
}
