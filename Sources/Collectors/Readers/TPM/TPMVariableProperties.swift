import Assessment
import Model

/// `tpm2_getcap properties-variable`: what is set up in a TPM.
enum TPMVariableProperties {
    static func say(_ yaml: PlainYAML, _ reading: inout Reading) {
        func bit(_ property: String, _ name: String) -> Bool? { ["0": false, "1": true][yaml[property, name] ?? ""] }
        // Reserved bits are zero (Part 2, 8.6): where they are not, the answer is that of a TPM in failure mode.
        let reserved = ["reserved1", "reserved2"].compactMap { yaml["TPM2_PT_PERMANENT", $0] }
        guard reserved == ["0", "0"], bit("TPM2_PT_STARTUP_CLEAR", "phEnable") != nil else {
            return reading.missing.append("all: what the TPM answered is what one in failure mode does")
        }
        for (words, property, name, isGood) in [
            ("lockout authorization set", "TPM2_PT_PERMANENT", "lockoutAuthSet", true),
            ("owner authorization set", "TPM2_PT_PERMANENT", "ownerAuthSet", true),
            ("platform hierarchy closed", "TPM2_PT_STARTUP_CLEAR", "phEnable", false),
        ] {
            guard let value = bit(property, name) else {
                reading.missing.append("\(name) was not read")
                continue
            }
            reading.add(.hardening, words, ["state": value == isGood ? "on" : "off"], "\(name) = \(value ? 1 : 0)")
        }
    }
}
