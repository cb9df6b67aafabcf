import Assessment
import Model

/// `fwupdtool security --json`: what fwupd's host security checks found.
///
/// A check whose precondition is absent is missing, whatever it says: fwupd reports the UEFI boot-service variables as
/// locked on a machine that has no UEFI.
///
/// Source: output of fwupd 2.0.20; fwupd, docs/hsi.md.
public enum FwupdReader: EvidenceReader {
    public static let name = "fwupd-security"
    public static let command = "fwupdtool security --json"

    private struct Check {
        var result: String
        var flags: Set<String>
        var isMissing: Bool { flags.contains("missing-data") }
        var isSuccess: Bool { flags.contains("success") && !isMissing }
    }

    public static func recognises(_ octets: [UInt8]) -> Bool {
        ToolText.beginning(octets).contains("\"org.fwupd.hsi.")
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let json = try StrictJSON(octets, name: name)
        var checks: [String: Check] = [:]
        for attribute in try json.value("SecurityAttributes").array(atMost: 1000) {
            let identifier = try attribute.value("AppstreamId").text(atMost: 256)
            guard checks[identifier] == nil else { throw attribute.error("\(identifier) is there twice") }
            checks[identifier] = Check(
                result: try attribute.optional("HsiResult")?.text(atMost: 64) ?? "unknown",
                flags: Set(try attribute.optional("Flags")?.array(atMost: 32).map { try $0.text(atMost: 64) } ?? [])
            )
        }
        var reading = Reading(reader: name, part: nil, isSimulated: options.isSimulated)
        func check(_ name: String) -> Check? { checks["org.fwupd.hsi." + name] }
        readUEFI(check, &reading)
        if let tpm = check("Tpm.Version20") {
            reading.missing.append(
                tpm.result == "not-found" ? "a TPM: none was found" : "which TPM it is: tpm2_getcap properties-fixed"
            )
        }
        for (name, words) in [
            ("Spi.Bioswe", "SPI write protection BIOSWE"), ("Spi.Ble", "SPI write protection BLE"),
            ("Spi.SmmBwp", "SPI write protection SMM_BWP"), ("Iommu", "IOMMU"),
        ] {
            guard let check = check(name) else { continue }
            guard !check.isMissing else {
                reading.missing.append("\(name): fwupd had no data for it")
                continue
            }
            reading.add(.hardening, words, ["state": check.isSuccess ? "on" : "off"], "\(name) = \(check.result)")
        }
        if let locked = check("PlatformDebugLocked"), !locked.isMissing {
            reading.add(
                .debug,
                "platform",
                ["status": locked.isSuccess ? "1" : "0"],
                "PlatformDebugLocked = \(locked.result)"
            )
        }
        return reading
    }

    private static func readUEFI(_ check: (String) -> Check?, _ reading: inout Reading) {
        // Secure Boot is found off on a machine with UEFI; on one without, the data for it is missing.
        guard let secureBoot = check("Uefi.SecureBoot"), !secureBoot.isMissing,
            ["enabled", "not-enabled"].contains(secureBoot.result)
        else {
            return reading.missing.append("UEFI: none was found, so its checks say nothing, passed or not")
        }
        reading.add(
            .enforcement,
            "UEFI Secure Boot",
            ["boot": secureBoot.isSuccess && secureBoot.result == "enabled" ? "on" : "off"],
            "Uefi.SecureBoot = \(secureBoot.result)"
        )
        // A platform key that firmware was shipped with to try it: everybody has it (CVE-2024-8105).
        if let key = check("Uefi.Pk"), !key.isMissing, key.result == "not-valid" {
            reading.add(
                .verifyKey,
                "UEFI PK",
                ["storage": "firmware", "development": "a maker's test key (CVE-2024-8105)"],
                "Uefi.Pk = \(key.result)"
            )
        }
    }
}
