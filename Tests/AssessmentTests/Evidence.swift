import Assessment
import Foundation
import Model

/// Evidence by hand.
enum Evidence {
    static let time = Date(timeIntervalSince1970: 1_780_000_000)

    static func record(
        _ observation: Observation,
        simulated: Bool = false,
        serial: String? = nil,
        raw: String? = nil,
        at time: Date = time,
        expires: Date? = nil
    ) -> EvidenceRecord {
        EvidenceRecord(
            kind: observation.aspect.kind,
            class: observation.evidenceClass,
            subject: EvidenceRecord.Subject(device: "d", serial: serial),
            collector: EvidenceRecord.Collector(tool: "test", version: "1"),
            rawSHA256: raw,
            fields: observation.recordFields,
            collectedAt: time,
            simulated: simulated,
            reference: observation.reference,
            expires: expires
        )
    }

    static func part(_ family: String = "Part", serial: String? = nil) -> Observation {
        Observation(.part, "", ["family": family, "serial": serial].compactMapValues { $0 })
    }

    /// A profile that says what the first code is.
    static func profile(grade: String = "A", breaks: [SiliconProfile.Break] = []) -> SiliconProfile {
        SiliconProfile(
            id: "part",
            name: "Part",
            vendor: "Vendor",
            families: ["Part"],
            roles: [.verify],
            firstCode: SiliconProfile.Fact("mask ROM", source: "manual", .seen),
            grade: grade,
            readings: [],
            proves: [],
            refutes: [],
            breaks: breaks
        )
    }

    /// Everything that a verifying root needs to be genuine.
    static let genuine: [Observation] =
        [
            part(),
            Observation(.verifyKey, "K0", ["storage": "otp", "digest": "ab", "locked": "yes", "released": "yes"]),
            Observation(.keySlot, "K1", ["state": "revoked"]),
            Observation(.secret, "S0", ["readable": "no", "storage": "otp"]),
            Observation(.enforcement, "boot", ["boot": "on"]),
            Observation(.lifecycle, "", ["state": "secured", "class": "production", "storage": "otp"]),
            Observation(.recovery, "loader", ["state": "authenticated"]),
            Observation(.rollback, "version", ["enforced": "yes", "version": "1"]),
            Observation(.debug, "JTAG", ["status": "3"]),
            Observation(.fleet, "", ["units": "2", "shared": "0", "weak": "0"]),
        ]
        + ["unsigned", "tampered", "wrong-key", "older"].map {
            Observation(.failure, $0, ["trial": $0, "outcome": "refused"], class: .tested)
        }

    static func assess(
        _ observations: [Observation],
        simulated: Bool = false,
        profiles: [SiliconProfile] = [profile()]
    ) throws -> Assessment {
        try assess(records: observations.map { record($0, simulated: simulated) }, profiles: profiles)
    }

    static func assess(
        records: [EvidenceRecord],
        raw: (String) -> Bool? = { _ in nil },
        profiles: [SiliconProfile] = [profile()],
        at time: Date? = nil
    ) throws -> Assessment {
        Assessment(try Dossier("d", records, raw: raw, profiles: profiles, at: time), profiles: profiles)
    }
}

extension Assessment {
    subscript(_ role: Root.Role) -> RoleVerdict? { roles.first { $0.role == role } }
}

extension Assessment.RoleVerdict {
    subscript(_ item: Item) -> ItemJudgement? { items.first { $0.item == item } }
    func answer(_ rule: String) -> ItemJudgement.Answer? { items.flatMap(\.answers).first { $0.rule == rule } }
}
