public import Model

extension Exhibit {
    /// What the service recorded of a device, in the rubric's words: beside what readers record.
    ///
    /// - Returns: none for a record that answers no question.
    public static func all(_ record: EvidenceRecord) throws -> [Exhibit] {
        if let exhibit = try Exhibit(record) { return [exhibit] }
        let fields = record.fields
        var observations: [Observation] = []
        switch (record.kind, fields["root"]) {
        case ("device.enrolled", "psa"): observations = enrolled(psa: record)
        case ("device.enrolled", _): observations = enrolled(tpm: record)
        case ("evidence.appraised", _): observations = appraised(record)
        default: break
        }
        return try observations.filter { $0.defect == nil }.map { try Exhibit(record, $0) }
    }
    private static func enrolled(tpm record: EvidenceRecord) -> [Observation] {
        let fields = record.fields
        var observations: [Observation] = []
        var part = ["family": "\(fields["manufacturer"] ?? "") \(fields["model"] ?? "")"]
        part["firmware"] = fields["firmware"]
        if part["family"] != " " { observations.append(Observation(.part, "", part, class: record.evidenceClass)) }
        var identity = ["chain": "verified", "possession": "proven"]
        identity["key"] = fields["ek.sha256"]
        identity["issuer"] = fields["ek.issuer"]
        observations.append(Observation(.identity, "endorsement key", identity, class: record.evidenceClass))
        observations.append(
            Observation(
                .keyStore,
                "attestation key",
                ["kind": record.simulated ? "software" : "hardware", "extractable": "no"],
                class: record.evidenceClass,
                origin: "attributes \(fields["ak.attributes"] ?? "not recorded")"
            )
        )
        return observations
    }

    private static func enrolled(psa record: EvidenceRecord) -> [Observation] {
        let fields = record.fields
        var observations: [Observation] = []
        if let implementation = fields["implementation"] {
            observations.append(
                Observation(
                    .part,
                    "",
                    ["family": "PSA implementation \(implementation.prefix(16))"],
                    class: record.evidenceClass
                )
            )
        }
        var identity = ["chain": "verified", "possession": "proven"]
        identity["key"] = fields["instance.sha256"]
        identity["issuer"] = fields["instance.issuer"]
        observations.append(Observation(.identity, "instance key", identity, class: record.evidenceClass))
        return observations
    }

    /// What a token says of the device, under its key: RFC 9783, 4.3.1.
    private static func appraised(_ record: EvidenceRecord) -> [Observation] {
        var observations: [Observation] = []
        if let state = record.fields["lifecycle"], let meaning = classes[state] {
            observations.append(
                Observation(
                    .lifecycle,
                    "token",
                    ["state": state, "class": meaning],
                    class: record.evidenceClass,
                    origin: "psa-security-lifecycle"
                )
            )
        }
        if let status = record.fields["debug"] {
            observations.append(
                Observation(
                    .debug,
                    "token",
                    ["status": status],
                    class: record.evidenceClass,
                    origin: "psa-security-lifecycle, lower octet"
                )
            )
        }
        return observations
    }

    private static let classes = [
        "assemblyAndTest": "open", "rootOfTrustProvisioning": "open", "secured": "production",
        "nonRootOfTrustDebug": "open", "recoverableRootOfTrustDebug": "open", "decommissioned": "returned",
    ]
}
