public import Foundation
public import Model

/// What attacks are made of on this machine: the device that ships, the probe, and mutants of ROM and block.
public struct AttackPrograms: Sendable {
    public let subsystem: URL
    public let mutantSubsystem: URL
    /// Where Scripts/build-firmware and Scripts/build-mutants put what they built.
    public let firmware: URL

    /// - Parameter attacks: those that are to be run: only their mutants need to be there.
    /// - Throws: ``BedplateError`` that says how to make what is missing.
    public init(
        _ programs: SoCPrograms,
        firmware: URL,
        for attacks: [Attack] = Attack.all
    ) throws(BedplateError) {
        subsystem = programs.subsystem
        mutantSubsystem = subsystem.deletingLastPathComponent().appending(path: "bedplate-mutant-subsystem")
        self.firmware = firmware
        guard FileManager.default.isExecutableFile(atPath: mutantSubsystem.path) else {
            throw BedplateError(.labToolMissing, "\(mutantSubsystem.path) is not there", hint: "swift build")
        }
        var needed = [probe]
        var conditions: [String] = []
        for mutant in attacks.map(\.mutant) {
            switch mutant {
            case .rom(let condition):
                needed.append(rom(condition))
                conditions.append(condition)
            case .secureWorld(let condition):
                needed += [secureFirmware(condition), hostileApplication]
                conditions += [condition, "APPLICATION_PROBES"]
            case .block, .gate, .verifier: break
            }
        }
        let names = attacks.count == Attack.all.count ? [] : Set(conditions).sorted()
        for file in needed where !FileManager.default.isReadableFile(atPath: file.path) {
            throw BedplateError(
                .labToolMissing,
                "\(file.path) is not there",
                hint: "Scripts/build-firmware \(firmware.path) && "
                    + (["Scripts/build-mutants \(firmware.path)"] + names).joined(separator: " ")
            )
        }
    }

    var probe: URL { firmware.appending(path: "probe.bin") }

    /// The ROM's octets: those that ship, or a mutant's.
    func rom(_ condition: String? = nil) -> URL {
        place(condition).appending(path: "rom.bin")
    }

    /// Unsigned.
    func secureFirmware(_ condition: String? = nil) -> URL { place(condition).appending(path: "secure-firmware.bin") }

    func application() -> URL { firmware.appending(path: "application.bin") }

    /// An application that does over the console what an attacker would who has all of the non-secure world.
    var hostileApplication: URL { place("APPLICATION_PROBES").appending(path: "application.bin") }

    private func place(_ condition: String?) -> URL {
        condition.map { firmware.appending(path: "mutants").appending(path: $0) } ?? firmware
    }
}
