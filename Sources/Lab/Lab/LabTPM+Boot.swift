internal import Digests
internal import EventLog
internal import Foundation
internal import Model
internal import TPM2
internal import TPMTransport
internal import Wire

extension LabTPM {
    /// Resets the device and boots it: TPM2_Startup(CLEAR), then every stage's file is hashed, extended into its PCR
    /// in all banks and logged, as the firmware of a PC does it (TCG PC Client Platform Firmware Profile, 3.3.4).
    ///
    /// Starts the TPM when it does not run. The log of the boot before is removed first, so that an interrupted boot
    /// leaves none rather than a stale one.
    ///
    /// - Returns: the TCG log, as written to `eventlog.bin`.
    @discardableResult
    public func boot(_ lifetime: Lifetime = .bound, over carrier: Carrier = .unix) throws -> [UInt8] {
        let log = file("eventlog.bin")
        try? FileManager.default.removeItem(at: log)
        if isRunning { try powerCycle() } else { try start(lifetime, over: carrier) }
        let transport = try connect()
        defer { transport.close() }
        let tpm = TPM(RetryingTransport(transport), timeout: .seconds(20))
        try tpm.execute(Startup())
        var measurements = try MeasuringFirmware(banks: banks(), tpm: tpm)
        try measurements.boot { stage in try LabFiles.read(self.file("boot/" + stage.fileName)) }
        try LabFiles.write(measurements.log.bytes, to: log)
        return measurements.log.bytes
    }

    /// The log of the last whole boot.
    public func eventLog() throws -> [UInt8] { try LabFiles.read(file("eventlog.bin")) }

    private func banks() throws -> [HashAlgorithm] {
        let data = Data(try LabFiles.read(file("device.json")))
        guard let description = try? JSONDecoder().decode(Description.self, from: data), !description.banks.isEmpty
        else { throw BedplateError(.corrupt, "not a device's description", location: file("device.json").path) }
        return try description.banks.map { name in
            guard let bank = HashAlgorithm(named: name), bank.isComputable else {
                throw BedplateError(.corrupt, "unknown PCR bank \(name)", location: file("device.json").path)
            }
            return bank
        }
    }
}

/// What the firmware of an emulated machine does between reset and kernel: measure, extend, log.
///
/// It speaks without sessions, as firmware does: whoever sits on the bus at boot can change its measurements (the threat
/// model says so).
private struct MeasuringFirmware {
    let banks: [HashAlgorithm]
    let tpm: TPM
    var log: EventLogWriter

    init(banks: [HashAlgorithm], tpm: TPM) throws {
        self.banks = banks
        self.tpm = tpm
        self.log = try EventLogWriter(banks: banks)
    }

    mutating func boot(_ image: (BootStage) throws -> [UInt8]) throws {
        try measure(pcr: 0, .sCRTMVersion, data: wide("Bedplate lab 1.0"))
        let firmware = try image(.firmware)
        // UEFI_PLATFORM_FIRMWARE_BLOB2: what it is, where it lies, ending at 4 GiB as in a PC, and how long it is.
        let name = Array(BootStage.firmware.fileName.utf8)
        let base = 0x1_0000_0000 - UInt64(firmware.count)
        let blob = [UInt8(name.count)] + name + littleEndian(base) + littleEndian(UInt64(firmware.count))
        try measure(pcr: BootStage.firmware.pcr, .efiPlatformFirmwareBlob2, data: blob, image: firmware)
        try measure(pcr: 4, .efiAction, data: Array("Calling EFI Application from Boot Option".utf8))
        // The line between the firmware and what it starts.
        for pcr in 0...7 { try measure(pcr: pcr, .separator, data: [0, 0, 0, 0]) }
        let bootloader = try image(.bootloader)
        try measure(
            pcr: BootStage.bootloader.pcr,
            .efiBootServicesApplication,
            data: loadEvent(of: BootStage.bootloader.fileName, size: bootloader.count),
            image: bootloader
        )
        let kernel = Array(BootStage.kernel.fileName.utf8)
        try measure(pcr: BootStage.kernel.pcr, .ipl, data: kernel, image: image(.kernel))
    }

    /// Extends the digests of `image`, or of the event's own data, and logs what was extended.
    private mutating func measure(pcr: Int, _ type: EventType, data: [UInt8], image: [UInt8]? = nil) throws {
        var digests: [HashAlgorithm: [UInt8]] = [:]
        for bank in banks { digests[bank] = try bank.digest(image ?? data) }
        let tagged = digests.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { TaggedHash(hashAlg: $0.key, digest: $0.value) }
        try tpm.execute(PCRExtend(pcrHandle: .pcr(UInt8(pcr)), digests: List(tagged)), auth: .empty)
        try log.append(pcr: pcr, type: type, data: data, digests: digests)
    }

    /// UEFI_IMAGE_LOAD_EVENT with a device path of one file node. The digest is that of the whole file: the lab's
    /// stages are no PE images.
    private func loadEvent(of name: String, size: Int) -> [UInt8] {
        let path = wide("\\" + name)
        let node: [UInt8] = [0x04, 0x04, UInt8(path.count + 4), 0] + path + [0x7F, 0xFF, 0x04, 0x00]
        return littleEndian(0x0010_0000) + littleEndian(UInt64(size)) + littleEndian(0)
            + littleEndian(UInt64(node.count))
            + node
    }

    /// UTF-16, little-endian, with its terminating zero, as UEFI writes text.
    private func wide(_ text: String) -> [UInt8] {
        (Array(text.utf16) + [0]).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private func littleEndian(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
