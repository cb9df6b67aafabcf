internal import Foundation
internal import Model
internal import SoC
internal import Subsystem

/// A device of its own for one attack: its files are a copy of a provisioned device's.
struct AttackedDevice {
    let bench: AttackBench
    /// The block's files.
    let block: URL
    /// The ROM's octets; nil for those of the bench's target.
    var rom: [UInt8]?

    func boot(tap second: [UInt8]? = nil) throws -> AttackedBoot { try AttackedBoot(self, tap: second) }

    /// Boots, says how that went, and switches off.
    func start() throws -> AttackedBoot.Start {
        let boot = try boot()
        defer { boot.switchOff() }
        return try boot.start()
    }

    /// Rewrites the flash of a slot, as whoever holds the board does; the journal stays.
    func flash(_ image: [UInt8], _ slot: Slot = .a) throws {
        let rest = [UInt8](repeating: 0xFF, count: Slot.size - image.count)
        try LabFiles.write(image + rest, to: block.appending(path: StoragePart.slot(slot).name))
    }

    /// What the block wrote, by its own log.
    var writes: [String] {
        let text = (try? String(contentsOf: block.appending(path: "writes.log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The device as the gate of its debug port sees it.
    var asLabDevice: LabSoC {
        let programs = bench.workshop.programs
        return LabSoC(
            directory: block.deletingLastPathComponent(),
            name: block.lastPathComponent,
            programs: SoCPrograms(
                subsystem: programs.subsystem,
                rom: programs.rom(),
                secureFirmware: programs.secureFirmware(),
                application: programs.application()
            )
        )
    }

    func fuses() throws -> FuseSnapshot { try FuseSnapshot(block.path) }

    /// The file that stands for silicon, as a laboratory sees it.
    var silicon: [UInt8] { get throws { try LabFiles.read(block.appending(path: StoragePart.fuses.name)) } }

    /// Changes words of one copy of a fuse in the silicon.
    func carve(_ fuse: Fuse, copy: Int, _ words: [UInt32]) throws {
        let file = block.appending(path: StoragePart.fuses.name)
        var octets = try LabFiles.read(file)
        let start = FuseLayout.offset(fuse, copy: copy)
        octets.replaceSubrange(start..<(start + 4 * words.count), with: words.flatMap(AttackImage.word))
        try LabFiles.write(octets, to: file)
    }

    /// The unique secret, in the silicon.
    var secret: [UInt8] {
        get throws {
            let start = FuseLayout.offset(.uniqueSecret, copy: 0)
            return Array(try silicon[start..<(start + 32)])
        }
    }
}
