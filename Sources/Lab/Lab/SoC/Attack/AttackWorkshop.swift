internal import Crypto
internal import Foundation
internal import Model
internal import SoC
internal import Subsystem

/// What all attacks share: keys, and devices that were provisioned by the ROM and the block that ship. Each attack has copies.
final class AttackWorkshop: Sendable {
    let programs: AttackPrograms
    let directory: URL
    let probe: [UInt8]
    /// Signs firmware; its digest is root key 0.
    let maker = P256.Signing.PrivateKey()
    /// Signed firmware once; its digest is root key 1, and revoked.
    let former = P256.Signing.PrivateKey()
    /// Is in no fuse.
    let stranger = P256.Signing.PrivateKey()
    let returns = P256.Signing.PrivateKey()

    typealias Key = P256.Signing.PrivateKey

    /// A device as it was provisioned.
    enum Kind: String, CaseIterable, Sendable {
        /// On the station, everything burned, not secured yet.
        case station
        /// Secured; the maker's probe was booted and confirmed with counter 5.
        case secured
        /// The same, whose debug port is closed for ever.
        case closed
        /// As a maker delivers it: the secure firmware and the application that ship.
        case delivered
    }

    /// What the maker's image prints.
    static let genuine: UInt32 = 0x6E75_1E01
    /// What the attacker's does.
    static let hostile: UInt32 = 0xE71E_0BAD
    static let counter: UInt32 = 5
    /// Octets of the slot that count: a larger image than that of the maker finds room.
    static let slotSize = 8 << 10
    /// Where the ROM of the mutant without a mask ROM is.
    static let romInRAM: UInt32 = 0x1A44_0000

    /// Provisions.
    ///
    /// - Parameter directory: exists, and is emptied by its owner.
    init(_ programs: AttackPrograms, in directory: URL) throws {
        self.programs = programs
        self.directory = directory
        probe = try LabFiles.read(programs.probe)
        for kind in [Kind.secured, .closed, .delivered] { try provision(kind) }
    }

    /// What a slot of a delivered device holds.
    ///
    /// - Parameters:
    ///   - secure: unsigned secure firmware, longer than it is by ``pattern``.
    ///   - application: unsigned.
    func deliveredImage(secure: [UInt8], application: [UInt8]) throws -> [UInt8] {
        var (lower, upper) = (AttackImage(payload: secure), AttackImage(payload: application))
        while lower.payload.count < 96 << 10 { lower.payload += Self.pattern }
        lower.counter = Self.counter
        upper.counter = Self.counter
        upper.loadAddress = MemoryMap.application
        let image = try SlotImage(secureFirmware: lower.octets(by: maker), application: upper.octets(by: maker)).octets
        // The journal knows one size: there is room for a larger application than that of the maker.
        let size = Int(MemoryMap.applicationOffset) + (6 << 10)
        return image + [UInt8](repeating: 0xFF, count: max(0, size - image.count))
    }

    /// A secret of the secure world's that an application looks for: four octets, again and again.
    static let pattern: [UInt8] = [0x5E, 0xC2, 0xE7, 0x01]

    func place(of kind: Kind) -> URL { directory.appending(path: "kind-" + kind.rawValue) }

    /// The maker's image.
    func genuineImage(marker: UInt32 = genuine, counter: UInt32 = counter, size: Int = 0) throws -> [UInt8] {
        var image = AttackImage(probe, marker: marker, size: size)
        image.counter = counter
        return try image.octets(by: maker)
    }

    static func digest(_ octets: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: octets)) }

    /// The instance's public key, x ‖ y, as the device said it when it was provisioned.
    func instance(of kind: Kind) throws -> [UInt8] { try LabFiles.read(place(of: kind).appending(path: "instance")) }

    private func provision(_ kind: Kind) throws {
        let place = place(of: kind)
        try ChildProcess.run(
            [programs.subsystem.path, "--directory", place.path, "--new"],
            log: directory.appending(path: "new.log").path,
            timeout: .seconds(20)
        )
        let bench = try AttackBench(self, without: nil)
        defer { bench.end() }
        let device = AttackedDevice(bench: bench, block: place)
        try onStation(device, kind)
        guard kind != .delivered else { return }
        let boot = try device.boot()
        guard try boot.start() == .ran(Self.genuine) else {
            defer { boot.switchOff() }
            throw BedplateError(.labToolFailed, "the maker's own firmware does not start", hint: boot.wire.text)
        }
        try boot.takeMailbox()
        try boot.demandOfBlock(.confirm)
        boot.switchOff()
    }

    private func onStation(_ device: AttackedDevice, _ kind: Kind) throws {
        let boot = try device.boot()
        guard try boot.start() == .station else {
            throw BedplateError(.labToolFailed, "a blank device does not wait for its station", hint: boot.wire.text)
        }
        try LabFiles.write(boot.demand(.makeSecret), to: device.block.appending(path: "instance"))
        func burn(_ fuse: Fuse, _ octets: [UInt8], locked: Bool = true) throws {
            try boot.demand(.burnFuse, [fuse.rawValue, 0, 0, 0] + octets)
            if locked { try boot.demand(.lockFuse, [fuse.rawValue]) }
        }
        try burn(.rootKey0, Self.digest(Array(maker.publicKey.derRepresentation)))
        try burn(.rootKey1, Self.digest(Array(former.publicKey.derRepresentation)))
        try burn(.returnKey, Self.digest(Array(returns.publicKey.rawRepresentation)))
        // Not locked: keys are revoked later on, too.
        try burn(.revocations, [0b10, 0, 0, 0], locked: false)
        if kind == .closed {
            try burn(.debugDisable, [1, 0, 0, 0])
        } else {
            try boot.demand(.lockFuse, [Fuse.debugDisable.rawValue])
        }
        var image = try genuineImage()
        image += [UInt8](repeating: 0xFF, count: Self.slotSize - image.count)
        if kind == .delivered {
            image = try deliveredImage(
                secure: LabFiles.read(programs.secureFirmware()),
                application: LabFiles.read(programs.application())
            )
        }
        try boot.demand(.eraseSlot, [0, 0, 0, 0])
        for start in stride(from: 0, to: image.count, by: 4096) {
            let part = image[start..<min(start + 4096, image.count)]
            try boot.demand(.writeSlot, [0, 0, 0, 0] + AttackImage.word(UInt32(start)) + part)
        }
        try boot.demand(.finishSlot, [0, 0, 0, 0])
        try boot.demand(.moveOn, AttackImage.word(Lifecycle.provisioning.rawValue))
        if kind == .secured {
            // Before the last step: what an attacker on the line has.
            try FileManager.default.copyItem(at: device.block, to: place(of: .station))
        }
        try boot.demand(.moveOn, AttackImage.word(Lifecycle.secured.rawValue))
        boot.switchOff()
    }
}
