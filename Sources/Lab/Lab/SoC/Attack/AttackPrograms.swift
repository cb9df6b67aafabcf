public import Foundation
public import Model

/// What attacks are made of on this machine: the device that ships, the probe, and mutants of ROM and block.
public struct AttackPrograms: Sendable {
    public let subsystem: URL
    public let mutantSubsystem: URL
    /// Where Scripts/build-firmware and Scripts/build-mutants put what they built.
    public let firmware: URL

    /// - Throws: ``BedplateError`` that says how to make what is missing.
    public init(_ programs: SoCPrograms, firmware: URL) throws(BedplateError) {
        subsystem = programs.subsystem
        mutantSubsystem = subsystem.deletingLastPathComponent().appending(path: "bedplate-mutant-subsystem")
        self.firmware = firmware
        guard FileManager.default.isExecutableFile(atPath: mutantSubsystem.path) else {
            throw BedplateError(.labToolMissing, "\(mutantSubsystem.path) is not there", hint: "swift build")
        }
        var needed = [probe]
        for case .rom(let condition) in Attack.all.map(\.mutant) { needed.append(rom(condition)) }
        for file in needed where !FileManager.default.isReadableFile(atPath: file.path) {
            throw BedplateError(
                .labToolMissing,
                "\(file.path) is not there",
                hint: "Scripts/build-firmware \(firmware.path) && Scripts/build-mutants \(firmware.path)"
            )
        }
    }

    var probe: URL { firmware.appending(path: "probe.bin") }

    /// The ROM's octets: those that ship, or a mutant's.
    func rom(_ condition: String? = nil) -> URL {
        guard let condition else { return firmware.appending(path: "rom.bin") }
        return firmware.appending(path: "mutants").appending(path: condition).appending(path: "rom.bin")
    }
}
