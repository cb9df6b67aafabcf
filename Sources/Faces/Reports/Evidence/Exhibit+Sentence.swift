import Assessment

extension Exhibit {
    /// What it says, as a sentence for a regulator. Without the full stop.
    var sentence: String {
        let parts = [subjectWords + ": " + sayings.joined(separator: ", ")]
        let origin = observation.origin
        return parts.joined() + (origin.isEmpty ? "" : " (\(origin))")
    }

    private var subjectWords: String {
        let what =
            switch aspect {
            case .part: "Part"
            case .verifyKey: "Verification key"
            case .keySlot: "Key slot"
            case .secret: "Secret"
            case .block: "Key block"
            case .enforcement: "Verification of boot"
            case .lifecycle: "Lifecycle"
            case .firstCode: "First code"
            case .failure: "Trial image"
            case .recovery: "Recovery path"
            case .rollback: "Rollback"
            case .debug: "Debug port"
            case .identity: "Identity"
            case .keyStore: "Key store"
            case .readAttempt: "Attempt to read"
            case .writeAttempt: "Attempt to write"
            case .provisioning: "Provisioning"
            case .fleet: "Comparison of units"
            case .hardening: "Countermeasure"
            case .claim: "Statement"
            }
        return name.isEmpty ? what : "\(what) \(name)"
    }

    /// The fields in their table's order, in words.
    private var sayings: [String] {
        // The name often is one of the fields.
        let said = aspect.fields.compactMap { field in
            self[field.name].flatMap { $0 == name ? nil : words(field.name, $0) }
        }
        return said.isEmpty ? ["recorded"] : said
    }

    private func words(_ field: String, _ value: String) -> String {
        switch (aspect, field, value) {
        case (_, "storage", "otp"): "in one-time-programmable memory"
        case (_, "storage", "rom"): "in ROM"
        case (_, "storage", "sealed-flash"): "in flash under a seal that the ROM checks"
        case (_, "storage", "locked-flash"): "in flash behind a lock"
        case (_, "storage", "flash"): "in flash"
        case (_, "storage", "file"): "in a file"
        case (_, "storage", "ram"): "in memory"
        case (_, "storage", "element"): "in a secure element"
        case (_, "locked", "yes"): "cannot be changed"
        case (_, "locked", "no"): "can still be changed"
        case (_, "revoked", "yes"): "revoked"
        case (_, "revoked", "no"): "not revoked"
        case (_, "readable", "yes"): "reads back"
        case (_, "readable", "no"): "does not read back"
        case (_, "empty", "yes"): "empty"
        case (_, "empty", "no"): "burned"
        case (_, "released", "yes"): "the key that releases are signed with"
        case (_, "released", "no"): "not the key that releases are signed with"
        case (.enforcement, _, "on"): "on"
        case (.enforcement, _, "off"): "off"
        case (.debug, "status", _): Self.debugWords(value)
        case (.firstCode, "grade", _): "grade \(value)"
        case (.identity, "chain", "verified"): "its certificate leads to a pinned anchor"
        case (.identity, "chain", _): "chain: \(value)"
        case (.identity, "possession", "proven"): "answered a fresh challenge"
        case (.identity, "possession", _): "did not answer a challenge"
        case (_, "extractable", "yes"): "a key can be taken out"
        case (_, "extractable", "no"): "no key can be taken out"
        case (_, "enforced", "yes"): "older software is refused"
        case (_, "enforced", "no"): "older software is taken"
        case (.claim, "says", _): "“\(value)”"
        case (.part, "family", _), (.failure, "trial", _), (_, "outcome", _), (_, "state", _), (_, "kind", _): value
        default: "\(field) \(value)"
        }
    }

    private static func debugWords(_ status: String) -> String {
        switch status {
        case "0": "open (dbgstat 0)"
        case "1": "disabled (dbgstat 1)"
        case "2": "disabled since boot (dbgstat 2)"
        case "3": "disabled permanently (dbgstat 3)"
        case "4": "disabled fully and permanently (dbgstat 4)"
        default: "status \(status)"
        }
    }
}
