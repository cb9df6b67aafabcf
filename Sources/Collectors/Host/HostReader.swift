internal import Assessment
internal import Model
public import Readers

/// A Linux host: UEFI Secure Boot, kernel lockdown, the kernel's command line, dm-verity, IOMMU, a TPM and its event log.
///
/// What is not there is missing, and never a pass: a machine without UEFI has no locked variables, and one without a TPM no
/// measured boot.
///
/// Sources: UEFI 2.10, 3.3 (SecureBoot, SetupMode) and 8.2; Linux, Documentation/filesystems/efivarfs.rst,
/// Documentation/ABI/testing/sysfs-class-iommu, security/lockdown, device-mapper/verity.rst.
public enum HostReader {
    public static let name = "linux-host"
    public static let command = "bedplate assess host"

    /// - Parameter root: of the file system that is looked at; `/` for this machine.
    /// - Throws: ``BedplateError`` with code `environment` where `root` is no root of a Linux system.
    public static func read(root: String = "/", simulated: Bool = false) throws -> LiveReading {
        var host = HostState(HostFiles(root: root), isSimulated: simulated)
        try host.look()
        return try LiveReading(host.reading, transcript: host.transcript)
    }
}
