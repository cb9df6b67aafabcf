import Assessment
import Foundation
import Host
import Model
import Readers
import Testing

/// Hosts as trees of files, and this machine.
@Suite final class HostReaderTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "bp-host-\(UUID().uuidString)")
    private static let global = "8be4df61-93ca-11d2-aa0d-00e098032b8c"

    init() throws {
        try write("6.12.0\n", "proc/sys/kernel/osrelease")
        try write("22 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw\n", "proc/self/mountinfo")
        try write("root=/dev/sda2 quiet\n", "proc/cmdline")
        try write("flags\t\t: fpu vme de\n", "proc/cpuinfo")
    }
    deinit { try? FileManager.default.removeItem(at: root) }

    private func write(_ text: String, _ path: String) throws { try write(Array(text.utf8), path) }
    private func write(_ octets: [UInt8], _ path: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(octets).write(to: file)
    }
    private func variable(_ name: String, _ value: [UInt8]) throws {
        try write([6, 0, 0, 0] + value, "sys/firmware/efi/efivars/\(name)-\(Self.global)")
    }
    private func reading() throws -> Reading { try HostReader.read(root: root.path).reading }

    @Test func `a PC with all of it shows all of it`() throws {
        try write("Example\n", "sys/class/dmi/id/sys_vendor")
        try write("Board 1\n", "sys/class/dmi/id/product_name")
        try variable("SecureBoot", [1])
        try variable("SetupMode", [0])
        try write("none [integrity] confidentiality\n", "sys/kernel/security/lockdown")
        try write("Y\n", "sys/module/module/parameters/sig_enforce")
        try write("22 1 253:0 / / ro,relatime - squashfs /dev/dm-0 ro\n", "proc/self/mountinfo")
        try write("CRYPT-VERITY-0123456789abcdef-root\n", "sys/dev/block/253:0/dm/uuid")
        try write("", "sys/class/iommu/dmar0/name")
        try write("2\n", "sys/class/tpm/tpm0/tpm_version_major")
        try write([1, 2, 3], "sys/kernel/security/tpm0/binary_bios_measurements")
        let live = try HostReader.read(root: root.path)
        let reading = live.reading
        #expect(reading.part == "Example Board 1" && !reading.isSimulated)
        #expect(reading.fields(.enforcement, "UEFI Secure Boot") == ["boot": "on"])
        for name in ["kernel lockdown", "signed modules only", "dm-verity of the root file system", "IOMMU"] {
            #expect(reading.fields(.hardening, name) == ["state": "on"], "\(name)")
        }
        #expect(reading.notes.contains { $0.contains("event log") })
        #expect(try reading.isRecordable())
        #expect(String(decoding: live.octets, as: UTF8.self).contains("sys/kernel/security/lockdown: none [integrity]"))
        // The same host gives the same octets.
        #expect(try HostReader.read(root: root.path).octets == live.octets)
    }

    @Test func `Secure Boot in setup mode, or with a test key, is not what it seems`() throws {
        try variable("SecureBoot", [1])
        try variable("SetupMode", [1])
        try variable("PK", Array("..CN=DO NOT TRUST - AMI Test PK..".utf8))
        let reading = try reading()
        #expect(reading.fields(.enforcement, "UEFI Secure Boot") == ["boot": "off"])
        #expect(reading.fields(.verifyKey, "UEFI PK")?["development"]?.contains("CVE-2024-8105") == true)
    }

    @Test func `a host without UEFI and without a TPM passes neither`() throws {
        let reading = try reading()
        #expect(!reading.says(.enforcement) && !reading.says(.keyStore) && !reading.says(.identity))
        #expect(reading.misses("UEFI did not start this system") && reading.misses("a TPM: none is here"))
        #expect(reading.misses("kernel lockdown: the kernel does not say"))
        #expect(reading.fields(.hardening, "IOMMU") == ["state": "off"])
        #expect(reading.fields(.hardening, "dm-verity of the root file system") == ["state": "off"])
    }

    @Test func `a variable that is cut off, or not there, is missing`() throws {
        try write([6, 0], "sys/firmware/efi/efivars/SecureBoot-\(Self.global)")
        #expect(try reading().misses("UEFI Secure Boot: the variable is not there"))
        try write("", "sys/firmware/efi/efivars/SecureBoot-\(Self.global)")
        #expect(try !reading().says(.enforcement))
    }

    @Test func `what the command line switches off is named`() throws {
        try write("root=/dev/sda2 mitigations=off init=/bin/sh iommu=off\n", "proc/cmdline")
        let reading = try reading()
        #expect(reading.fields(.hardening, "CPU mitigations") == ["state": "off"])
        #expect(reading.fields(.recovery, "command line") == ["state": "open"])
        #expect(reading.fields(.hardening, "IOMMU, by the command line") == ["state": "off"])
    }

    @Test func `a guest shows what its hypervisor shows it`() throws {
        try write("flags\t\t: fpu vme hypervisor lahf_lm\n", "proc/cpuinfo")
        try variable("SecureBoot", [1])
        let reading = try reading()
        #expect(reading.isSimulated && reading.part == "virtual machine")
        #expect(reading.notes.contains { $0.contains("its hypervisor's") })
    }

    @Test func `hostile files are shown as text and bounded`() throws {
        try write("\u{1B}[2J\u{202E}evil\n" + String(repeating: "x", count: 10_000), "sys/class/dmi/id/product_name")
        try write([UInt8](repeating: 0xFF, count: 100_000), "sys/kernel/security/lockdown")
        try write("22 1 ../../etc / / rw - x y rw\n", "proc/self/mountinfo")
        let live = try HostReader.read(root: root.path)
        #expect(try live.reading.isRecordable())
        #expect(live.reading.part?.count == 80 && live.reading.misses("kernel lockdown"))
        #expect(live.octets.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }

    @Test func `a directory that is no system is refused`() throws {
        #expect(throws: BedplateError(.environment, "")) { try HostReader.read(root: self.root.path + "/sys") }
    }

    @Test func `this machine is told as it is`() throws {
        let live = try HostReader.read()
        let reading = live.reading
        let hasUEFI = FileManager.default.fileExists(atPath: "/sys/firmware/efi")
        let tpms = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/tpm")) ?? []
        #expect(reading.misses("UEFI did not start this system") == !hasUEFI)
        #expect(hasUEFI || !reading.says(.enforcement))
        #expect(reading.misses("a TPM: none is here") == tpms.isEmpty)
        #expect(!reading.says(.identity) && !reading.says(.keyStore))
        #expect(try reading.isRecordable())
    }
}
