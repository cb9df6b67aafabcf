internal import Crypto
internal import Foundation
internal import Model
internal import SoC
internal import Subsystem

/// Where one attack runs, on one target: a directory of its own, and what it needs of the workshop.
final class AttackBench {
    let workshop: AttackWorkshop
    /// Nil: what ships.
    let mutant: AttackMutant?
    let directory: URL
    private var transcripts: [[UInt8]] = []
    private var devices: [AttackedDevice] = []

    init(_ workshop: AttackWorkshop, without mutant: AttackMutant?) throws {
        self.workshop = workshop
        self.mutant = mutant
        directory = workshop.directory.appending(path: UUID().uuidString)
        try LabFiles.makeDirectory(directory)
    }

    /// Removes the directory.
    func end() { try? FileManager.default.removeItem(at: directory) }

    /// A device that was provisioned so.
    func device(_ kind: AttackWorkshop.Kind = .secured) throws -> AttackedDevice {
        let lab = directory.appending(path: "device\(devices.count)")
        try LabFiles.makeDirectory(lab)
        let place = lab.appending(path: "block")
        try FileManager.default.copyItem(at: workshop.place(of: kind), to: place)
        let device = AttackedDevice(bench: self, block: place)
        devices.append(device)
        return device
    }

    func startBlock(_ block: URL) throws -> LabSubsystem {
        let log = directory.appending(path: "block.log").path
        guard case .block(let defence) = mutant else {
            return try LabSubsystem(workshop.programs.subsystem.path, directory: block.path, log: log)
        }
        return try LabSubsystem(
            workshop.programs.mutantSubsystem.path,
            directory: block.path,
            ["--without", defence.rawValue],
            log: log
        )
    }

    /// What lies in memory at reset.
    ///
    /// - Parameter rom: its octets, if they are not those of the target.
    func memory(rom: [UInt8]?) throws -> [(path: String, address: UInt32)] {
        if let rom {
            let file = directory.appending(path: "rom.bin")
            try LabFiles.write(rom, to: file)
            return [(file.path, MemoryMap.rom)]
        }
        guard case .rom(let condition) = mutant else { return [(workshop.programs.rom().path, MemoryMap.rom)] }
        let file = workshop.programs.rom(condition)
        guard condition == "WITHOUT_MASK_ROM" else { return [(file.path, MemoryMap.rom)] }
        // The processor takes stack and entry from the mask ROM; what they lead to lies in RAM.
        let vectors = directory.appending(path: "vectors.bin")
        try LabFiles.write(Array(try LabFiles.read(file).prefix(8)), to: vectors)
        return [(vectors.path, MemoryMap.rom), (file.path, AttackWorkshop.romInRAM)]
    }

    /// What a slot of a delivered device holds with this application; the secure firmware is that of the target.
    func deliveredImage(_ application: URL) throws -> [UInt8] {
        var condition: String?
        if case .secureWorld(let missing) = mutant { condition = missing }
        return try workshop.deliveredImage(
            secure: LabFiles.read(workshop.programs.secureFirmware(condition)),
            application: LabFiles.read(application)
        )
    }

    /// The ROM's octets as they are at the target.
    func romOctets() throws -> [UInt8] {
        if case .rom(let condition) = mutant { return try LabFiles.read(workshop.programs.rom(condition)) }
        return try LabFiles.read(workshop.programs.rom())
    }

    /// An attacker's image: the probe, with a word that nothing else prints.
    func image(_ marker: UInt32, size: Int = 0) -> AttackImage {
        AttackImage(workshop.probe, marker: marker, size: size)
    }

    func keep(_ transcript: [UInt8]) { transcripts.append(transcript) }

    /// Everything that was seen from outside: consoles, then what the blocks wrote.
    func evidence() -> [UInt8] {
        var octets: [UInt8] = []
        for transcript in transcripts { octets += Array("-- console --\n".utf8) + transcript }
        for device in devices {
            octets += Array("-- writes --\n".utf8) + Array(device.writes.joined(separator: "\n").utf8)
        }
        return octets
    }
}
