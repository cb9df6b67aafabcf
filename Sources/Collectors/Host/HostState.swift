internal import Assessment
internal import Model
internal import Readers

/// What one host shows.
struct HostState {
    private var files: HostFiles
    private(set) var reading: Reading
    var transcript: [String] { files.transcript }

    init(_ files: HostFiles, isSimulated: Bool) {
        self.files = files
        reading = Reading(reader: HostReader.name, part: nil, isSimulated: isSimulated)
    }

    mutating func look() throws {
        guard let version = files.text("proc/sys/kernel/osrelease") ?? files.text("proc/version") else {
            throw BedplateError(
                .environment,
                "no kernel of Linux is here: /proc is not there",
                location: HostReader.name
            )
        }
        lookAtMachine(kernel: version)
        lookAtUEFI()
        lookAtKernel()
        lookAtRootFileSystem()
        lookAtIOMMU()
        lookAtTPM()
    }

    /// A guest sees what its hypervisor shows it: of silicon nothing is read.
    private mutating func lookAtMachine(kernel: String) {
        let vendor = files.text("sys/class/dmi/id/sys_vendor").map(Self.name)
        let product = (files.text("sys/class/dmi/id/product_name") ?? files.text("proc/device-tree/model")).map(
            Self.name
        )
        let isGuest =
            files.text("proc/cpuinfo")?.split(separator: "\n").contains { line in
                line.hasPrefix("flags") && line.split(separator: " ").contains("hypervisor")
            } ?? false || files.text("sys/hypervisor/type") != nil || files.names("proc/device-tree/hypervisor") != nil
        let names = [vendor, product].compactMap(\.self).filter { !$0.isEmpty }
        let family = names.isEmpty ? (isGuest ? "virtual machine" : nil) : names.joined(separator: " ")
        reading.part = family
        if let family {
            reading.add(
                .part,
                "",
                [
                    "family": family, "vendor": vendor.flatMap { $0.isEmpty ? nil : $0 },
                    "firmware": files.text("sys/class/dmi/id/bios_version").map(Self.name).flatMap {
                        $0.isEmpty ? nil : $0
                    },
                ],
                names.isEmpty ? "cpuinfo: hypervisor" : "DMI or device tree"
            )
        } else {
            reading.missing.append("which machine it is: neither DMI nor a device tree says it")
        }
        reading.notes.append("Linux \(kernel)")
        guard isGuest else { return }
        reading.isSimulated = true
        reading.notes.append("a virtual machine: what it shows is its hypervisor's")
    }

    /// What a maker wrote into a table: printable, and not long.
    private static func name(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(256).filter { (0x20...0x7E).contains($0.value) }.map(Character.init).prefix(80)
        )
    }

    private static let global = "8be4df61-93ca-11d2-aa0d-00e098032b8c"

    /// A variable is four octets of attributes, then its value.
    private mutating func variable(_ name: String) -> HostFiles.Answer {
        switch files.octets("sys/firmware/efi/efivars/\(name)-\(Self.global)") {
        case .octets(let octets) where octets.count > 4: .octets(Array(octets.dropFirst(4)))
        case .octets: .absent
        case let answer: answer
        }
    }

    private mutating func lookAtUEFI() {
        guard files.names("sys/firmware/efi") != nil else {
            return reading.missing.append(
                "verified boot: UEFI did not start this system, so there is no Secure Boot, and no check of it is a pass"
            )
        }
        switch (variable("SecureBoot"), variable("SetupMode")) {
        case (.octets(let secureBoot), let setupMode):
            // In setup mode anybody enrols keys.
            let isSetup = setupMode == .octets([1])
            let isOn = secureBoot == [1] && !isSetup
            reading.add(
                .enforcement,
                "UEFI Secure Boot",
                ["boot": isOn ? "on" : "off"],
                "SecureBoot = \(secureBoot.first ?? 0)" + (isSetup ? ", SetupMode = 1" : "")
            )
        case (.refused, _): reading.missing.append("UEFI Secure Boot: reading its variable was refused")
        case (.absent, _): reading.missing.append("UEFI Secure Boot: the variable is not there (is efivarfs mounted?)")
        }
        guard case .octets(let key) = variable("PK") else { return }
        let text = String(decoding: key.map { (0x20...0x7E).contains($0) ? $0 : 0x2E }, as: UTF8.self)
        guard let mark = ["DO NOT TRUST", "DO NOT SHIP"].first(where: text.contains) else { return }
        reading.add(
            .verifyKey,
            "UEFI PK",
            ["storage": "firmware", "development": "a maker's test key (CVE-2024-8105)"],
            "PK contains '\(mark)'"
        )
    }

    private mutating func lookAtKernel() {
        if let lockdown = files.text("sys/kernel/security/lockdown"),
            let mode = lockdown.split(separator: " ").first(where: { $0.hasPrefix("[") })
        {
            reading.add(
                .hardening,
                "kernel lockdown",
                ["state": mode == "[none]" ? "off" : "on"],
                "lockdown = \(lockdown)"
            )
        } else {
            reading.missing.append("kernel lockdown: the kernel does not say (no securityfs, or built without it)")
        }
        if let enforced = files.text("sys/module/module/parameters/sig_enforce") {
            reading.add(
                .hardening,
                "signed modules only",
                ["state": enforced == "Y" ? "on" : "off"],
                "sig_enforce = \(enforced)"
            )
        }
        guard let line = files.text("proc/cmdline") else { return reading.missing.append("the kernel's command line") }
        let words = Set(line.split(separator: " ").map(String.init))
        for (word, what) in [
            ("mitigations=off", "CPU mitigations"), ("lockdown=none", "kernel lockdown, by the command line"),
            ("module.sig_enforce=0", "signed modules only, by the command line"),
            ("iommu=off", "IOMMU, by the command line"),
            ("intel_iommu=off", "IOMMU, by the command line"), ("nokaslr", "address randomisation of the kernel"),
        ] where words.contains(word) {
            reading.add(.hardening, what, ["state": "off"], "command line: \(word)")
        }
        if let shell = words.first(where: { $0.hasPrefix("init=/bin/") }) {
            reading.add(.recovery, "command line", ["state": "open"], shell)
        }
    }

    /// The device of `/`: under dm-verity every block that is read is verified.
    private mutating func lookAtRootFileSystem() {
        guard let mounts = files.text("proc/self/mountinfo") else {
            return reading.missing.append("the root file system")
        }
        let root = mounts.split(separator: "\n").map { $0.split(separator: " ") }.last { $0.count > 5 && $0[4] == "/" }
        guard let root, root[2].allSatisfy({ $0.isNumber || $0 == ":" }) else {
            return reading.missing.append("the root file system: no mount of it is listed")
        }
        let identifier = files.text("sys/dev/block/\(root[2])/dm/uuid")
        reading.add(
            .hardening,
            "dm-verity of the root file system",
            ["state": identifier?.hasPrefix("CRYPT-VERITY-") ?? false ? "on" : "off"],
            "/ is on \(root[2])" + (identifier.map { ", \($0.prefix(24))" } ?? ", no device mapper")
        )
    }

    private mutating func lookAtIOMMU() {
        let units = files.names("sys/class/iommu") ?? []
        let groups = files.names("sys/kernel/iommu_groups") ?? []
        reading.add(
            .hardening,
            "IOMMU",
            ["state": units.isEmpty && groups.isEmpty ? "off" : "on"],
            "\(units.count) units, \(groups.count) groups"
        )
    }

    private mutating func lookAtTPM() {
        guard let device = files.names("sys/class/tpm")?.first(where: { $0.hasPrefix("tpm") && !$0.hasPrefix("tpmrm") })
        else {
            return reading.missing.append("a TPM: none is here, so nothing of this boot is measured")
        }
        let major = files.text("sys/class/tpm/\(device)/tpm_version_major")
        reading.notes.append("\(device), version \(major ?? "not said")")
        reading.missing.append("which TPM it is: bedplate assess tpm, or tpm2_getcap properties-fixed")
        switch files.octets("sys/kernel/security/\(device)/binary_bios_measurements") {
        case .octets(let log) where !log.isEmpty: reading.notes.append("an event log of the boot is there")
        case .refused: reading.missing.append("the event log: reading it was refused")
        default: reading.missing.append("the event log: the firmware left none, so a quote cannot be explained")
        }
    }
}
