import Foundation
import Model
import SoC
import Testing
import Wire

@testable import Lab
@testable import Subsystem

/// SIGKILL to the block's process, to QEMU, or to both, as each durable write of provisioning is announced: on the real ROM,
/// over the real mailbox.
@Suite(.serialized) struct ProvisioningPowerCutTests {
    private enum Victim: CaseIterable {
        case block, processor, both
    }

    private struct Line {
        let station: SoCStation
        let device: LabSoC
        var log: URL { device.block.appending(path: "writes.log") }
        var writes: Int { FileManager.default.contents(atPath: log.path)?.count { $0 == 0x0A } ?? 0 }
    }

    private func line(_ maker: Maker, _ image: SlotImage, in directory: URL) throws -> Line {
        let rom = directory.appending(path: "rom.elf")
        try Data(BuiltFirmware.shared.get().romELF).write(to: rom)
        let programs = SoCPrograms(
            subsystem: try SecuredDevice.subsystem(),
            rom: rom,
            secureFirmware: rom,
            application: rom
        )
        let device = try LabSoC.create(in: directory, name: "d\(UInt32.random(in: 0...UInt32.max))", programs)
        let returnKey = [UInt8](repeating: 7, count: 32)
        return Line(
            station: SoCStation(rootKeys: [try maker.digest()], returnKey: returnKey, image: image.octets),
            device: device
        )
    }

    /// Provisions, and is killed when so many writes were announced.
    ///
    /// - Returns: whether the kill came before the end.
    private func provision(_ line: Line, cutAt count: Int, _ victim: Victim) throws -> Bool {
        let power = try SoCPower(line.device)
        defer { power.switchOff() }
        let knives = [
            victim == .processor ? nil : power.block.processIdentifier,
            victim == .block ? nil : power.processor.processIdentifier,
        ].compactMap { $0 }.map { identifier in
            let knife = PowerKnife(line.log, lines: count)
            knife.process = identifier
            return knife
        }
        knives.forEach { $0.start() }
        defer { knives.forEach { $0.finish() } }
        do throws(BedplateError) { _ = try line.station.provision(power) } catch {
            // Undisturbed, it is no cut.
            if count == .max { throw error }
            return true
        }
        return false
    }

    /// What a block that starts now finds: no value that is half burned without being told.
    private func check(_ device: LabSoC, _ words: Comment) throws {
        let storage = try DeviceDirectory(device.block.path)
        var block = try FuseAndKeyBlock(storage, random: { [UInt8](repeating: 1, count: $0) })
        let answer = try MailboxFrame(block.respond(to: MailboxFrame(request: 1, sequence: 0).octets))
        let status = try DeviceStatus(answer.payload, order: .little)
        for fuse in FuseLayout.fuses {
            let reading = try storage.reading(fuse)
            let isTorn = status.torn >> UInt32(fuse.rawValue) & 1 != 0
            #expect(isTorn || reading.copies.allSatisfy { $0 == reading.copies[0] }, words)
            #expect(isTorn || reading.condition != .broken, words)
        }
        // Nothing torn is in the field.
        if status.lifecycle == .secured { #expect(status.torn == 0, words) }
    }

    @Test
    func `killed at any write of provisioning, the device is noticed to be torn or whole, and completed by repeating`()
        async throws
    {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-cut-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let maker = try Maker()
        let image = try await maker.slot()
        let whole = try line(maker, image, in: directory)
        #expect(try provision(whole, cutAt: .max, .both) == false)
        let writes = whole.writes
        #expect(writes > 100)
        // Every write takes some minutes; usually some of them, spread over all, others each time.
        let isWhole = ProcessInfo.processInfo.environment["BEDPLATE_EVERY_STEP"] == "1"
        let rounds = isWhole ? writes : 8
        var (killed, tried) = (0, 0)
        for round in 0..<rounds {
            let first = round * writes / rounds
            let cut = isWhole ? first : Int.random(in: first..<((round + 1) * writes / rounds))
            for victim in isWhole ? Victim.allCases : [Victim.allCases[round % 3]] {
                let words: Comment = "cut at write \(cut) of \(writes): \(victim)"
                let device = try line(maker, image, in: directory)
                if try provision(device, cutAt: cut, victim) { killed += 1 }
                tried += 1
                try check(device.device, words)
                let status = try FuseSnapshot(device.device.block.path).lifecycle
                if status != .secured { #expect(try provision(device, cutAt: .max, .both) == false, words) }
                try check(device.device, words)
                let power = try SoCPower(device.device)
                let boot = try power.boot()
                power.switchOff()
                #expect(boot.outcome == .running && boot.slot == .a, "\(words): \(boot.reason)")
                try device.device.remove()
            }
        }
        print(
            "provisioning of \(writes) durable writes was cut \(killed) times in \(tried); every device was completed, and boots"
        )
        #expect(killed * 2 > tried)
    }
}
