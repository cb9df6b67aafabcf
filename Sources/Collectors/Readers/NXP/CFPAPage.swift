import Assessment
import Model

/// The customer's in-field page of an MCXN94x, as `pfr parse` wrote it.
enum CFPAPage {
    static func say(_ yaml: PlainYAML, _ family: String, _ reading: inout Reading) {
        reading.add(.part, "", ["family": family, "vendor": "NXP"], "family: \(family)")
        switch yaml["settings", "Header", "CFPA_LC_STATE"] {
        case "USE_LC_STATE_OTP":
            reading.missing.append("the lifecycle: it is in one-time-programmable memory (OTP_LC_STATE), not in CFPA")
        case .some(let state) where ["DEVELOP", "DEVELOP2"].contains(state):
            reading.add(
                .lifecycle,
                "",
                ["state": state, "class": "open", "storage": "flash"],
                "CFPA_LC_STATE = \(state)"
            )
        case .some(let state) where ["IN_FIELD", "IN_FIELD_LOCKED"].contains(state):
            // For trying the state without burning it: the page sets it back.
            let fields = ["state": "\(state), in flash only", "class": "production", "storage": "flash"]
            reading.add(.lifecycle, "", fields, "CFPA_LC_STATE = \(state)")
        default: reading.missing.append("CFPA_LC_STATE is not there, or has no value that is known")
        }
        for slot in 0..<4 {
            switch yaml["settings", "SECBOOT_FLAGS", "RoTK\(slot)_EN"] {
            case "ENABLED_0", "ENABLED_1": break
            case "KEY_REVOKED_2", "KEY_REVOKED_3":
                reading.add(.keySlot, "RoTK\(slot)", ["state": "revoked"], "RoTK\(slot)_EN = revoked")
            default: reading.missing.append("RoTK\(slot)_EN is not there, or has no value that is known")
            }
        }
        let text = yaml["settings", "Secure_FW_Version", "Secure_firmware_version"]
        if let text, let version = text.hasPrefix("0x") ? text.hexadecimalNumber : UInt64(text), version <= 0xFFFF {
            reading.add(
                .rollback,
                "secure firmware",
                ["enforced": version > 0 ? "yes" : "no", "version": String(version)],
                "Secure_firmware_version = \(version)"
            )
        } else {
            reading.missing.append("Secure_firmware_version is not there, or no number")
        }
    }
}
