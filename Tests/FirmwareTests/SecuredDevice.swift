import Foundation
import Lab
import PKIX
import SoC
import Subsystem
import Testing

/// A reference device of the lab in the field, as its maker provisioned it: the real block in its process, the real ROM.
final class SecuredDevice {
    let device: LabSoC
    /// Of the key that signs its tokens, as the station was told it.
    let instanceKey: PublicKeyInfo
    private let directory: URL

    init(_ maker: Maker, _ image: SlotImage) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-world-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let rom = directory.appending(path: "rom.elf")
        try Data(BuiltFirmware.shared.get().romELF).write(to: rom)
        let programs = SoCPrograms(subsystem: try Self.subsystem(), rom: rom, secureFirmware: rom, application: rom)
        device = try LabSoC.create(in: directory, name: "dev", programs)
        let power = try SoCPower(device)
        defer { power.switchOff() }
        let station = SoCStation(
            rootKeys: [try maker.digest()],
            requiresHybrid: maker.lattice != nil,
            image: image.octets
        )
        let key = try #require(try station.provision(power))
        instanceKey = .ellipticCurve(.p256, x: Array(key.prefix(32)), y: Array(key.suffix(32)))
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Switches it on, until its application runs.
    func running(_ body: (SoCConsole) throws -> Void) throws {
        let power = try SoCPower(device)
        defer { power.switchOff() }
        let boot = try power.boot()
        try #require(boot.outcome == .running, "\(boot.reason) \(power.complaint)")
        try body(power.console)
    }

    /// Switches it on, and off when it is known how that went.
    func boot() throws -> SoCBoot {
        let power = try SoCPower(device)
        defer { power.switchOff() }
        return try power.boot()
    }

    /// Changes an octet of what a slot holds: slots are flash, which an attacker at the board rewrites.
    func tamper(_ slot: Slot, at place: Int) throws {
        let file = device.block.appending(path: StoragePart.slot(slot).name)
        var octets = [UInt8](try Data(contentsOf: file))
        octets[place] ^= 1
        try Data(octets).write(to: file)
    }

    /// What the boots reported.
    var reports: [String] {
        get throws { try String(contentsOf: device.boots, encoding: .utf8).split(separator: "\n").map(String.init) }
    }

    /// What the console ever said.
    var transcript: String {
        get throws { String(decoding: try Data(contentsOf: device.transcript), as: UTF8.self) }
    }

    var fuses: FuseSnapshot { get throws { try FuseSnapshot(device.block.path) } }

    /// The products lie beside the test bundle, or, when tests run as a program of the toolchain, beside its argument.
    static func subsystem() throws -> URL {
        let places = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        let found = places.map { $0.appendingPathComponent("bedplate-subsystem") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        return try #require(found, "bedplate-subsystem was not built")
    }
}
