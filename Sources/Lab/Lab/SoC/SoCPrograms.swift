public import Foundation
public import Model

/// What a reference device is made of on this machine: the block's program, the ROM, and firmware to sign.
public struct SoCPrograms: Sendable {
    /// `bedplate-subsystem`.
    public var subsystem: URL
    /// rom.elf.
    public var rom: URL
    /// Unsigned.
    public var secureFirmware: URL
    /// Unsigned.
    public var application: URL

    public init(subsystem: URL, rom: URL, secureFirmware: URL, application: URL) {
        self.subsystem = subsystem
        self.rom = rom
        self.secureFirmware = secureFirmware
        self.application = application
    }

    /// Looks for `bedplate-subsystem` beside the running program.
    ///
    /// - Parameter firmware: where Scripts/build-firmware put it.
    /// - Throws: ``BedplateError`` that says how to make what is missing.
    public static func located(firmware: URL) throws(BedplateError) -> SoCPrograms {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let programs = SoCPrograms(
            subsystem: URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "bedplate-subsystem"),
            rom: firmware.appending(path: "rom.elf"),
            secureFirmware: firmware.appending(path: "secure-firmware.bin"),
            application: firmware.appending(path: "application.bin")
        )
        guard FileManager.default.isExecutableFile(atPath: programs.subsystem.path) else {
            throw BedplateError(.labToolMissing, "\(programs.subsystem.path) is not there", hint: "swift build")
        }
        for file in [programs.rom, programs.secureFirmware, programs.application]
        where !FileManager.default.isReadableFile(atPath: file.path) {
            throw BedplateError(
                .labToolMissing,
                "\(file.path) is not there",
                hint: "Scripts/build-firmware \(firmware.path)"
            )
        }
        return programs
    }
}
