import Digests
import Foundation
import MCUboot
import Model
import SoC
import Testing
import Wire

/// The boot ROM on the emulated device: what it starts, what it refuses, and what it says.
@Suite(.serialized) struct BootROMTests {
    @Test func `an authentic image is verified, measured and started`() async throws {
        let maker = try Maker()
        let image = try await maker.image()
        var block = try maker.block()
        block.slots = [(.a, image)]
        let device = try EmulatedDevice(block)
        try device.run()
        #expect(device.hasStarted)
        #expect(device.lines("B:").count == 1)
        #expect(device.block.codes.first == .started)
        let covered = try MCUbootImage(image).covered
        let measurement = LayerMeasurement(
            digest: try HashAlgorithm.sha256.digest(Array(image[covered])),
            signer: try maker.digest(),
            securityCounter: 7,
            version: 0x0000_0004_0003_0201
        )
        #expect(device.block.measurements == [measurement])
        #expect(device.block.commands.prefix(2) == [.status, .readFuse])
        let start = try #require(device.block.commands.firstIndex(of: .report))
        #expect(device.block.commands[...start].suffix(3) == [.readSlot, .advance, .report])
    }

    @Test func `an image in a slot that is longer than it is started`() async throws {
        let maker = try Maker()
        var block = try maker.block()
        let image = try await maker.image()
        block.slots = [(.b, image + [UInt8](repeating: 0xFF, count: Slot.size - image.count))]
        let device = try EmulatedDevice(block)
        try device.run()
        #expect(device.hasStarted)
        // No more is read than there is room for; what was started reads for itself.
        let start = try #require(device.block.commands.firstIndex(of: .report))
        #expect(device.block.commands[..<start].count { $0 == .readSlot } == 32)
    }

    @Test func `what is refused is said, and the other slot is started`() async throws {
        let maker = try Maker()
        let image = try await maker.image()
        var tampered = image
        tampered[600] ^= 1
        var block = try maker.block()
        block.slots = [(.b, tampered), (.a, image)]
        let device = try EmulatedDevice(block)
        try device.run()
        #expect(device.hasStarted)
        #expect(device.block.codes == [.imageHash, .started])
        #expect(device.lines("B:").first == "B:00050009 00000001")
        #expect(device.block.measurements.count == 1)
    }

    @Test func `nothing but an authentic image for this device is ever started`() async throws {
        let maker = try Maker()
        let image = try await maker.image()
        let stranger = try await Maker().image()
        let old = try await maker.image(counter: 6)
        let elsewhere = try await maker.image(loadAddress: MemoryMap.application)
        var signature = image
        signature[image.count - 1] ^= 1
        let cases: [(String, [UInt8], BootCode)] = [
            ("nothing", [], .imageMagic),
            ("noise", [UInt8](repeating: 0xA5, count: 5000), .imageMagic),
            ("cut", Array(image.dropLast()), .imageTLV),
            ("wrong key", stranger, .imageKeyUnknown),
            ("changed signature", signature, .imageSignature),
            ("older", old, .imageCounter),
            ("for another place", elsewhere, .imageLoadAddress),
        ]
        for (name, octets, code) in cases {
            var block = try maker.block()
            block.slots = [(.a, octets)]
            let device = try EmulatedDevice(block)
            try device.run { device.block.codes.last == .recoveryWaiting }
            try device.linger(seconds: 0.2)
            #expect(!device.hasStarted, "\(name)")
            #expect(device.block.codes == [code, .noSlot, .recoveryWaiting], "\(name)")
            #expect(device.block.measurements.isEmpty, "\(name)")
        }
        var revoked = try maker.block()
        revoked.rootKeys[0] = [UInt8](repeating: 1, count: 32)
        revoked.revocations = 0b0010
        revoked.slots = [(.a, image)]
        let device = try EmulatedDevice(revoked)
        try device.run { device.block.codes.last == .recoveryWaiting }
        #expect(!device.hasStarted && device.block.codes.first == .imageKeyRevoked)
    }

    @Test func `a device that demands two signatures starts what has both`() async throws {
        let maker = try Maker(hybrid: true)
        var block = try maker.block()
        block.slots = [(.a, try await maker.image())]
        let device = try EmulatedDevice(block)
        try device.run()
        #expect(device.hasStarted)
        #expect(device.block.measurements.map(\.signer) == [try maker.digest()])
        // And nothing else.
        var image = try await maker.image()
        image[1200] ^= 1
        var other = try maker.block()
        other.slots = [(.a, image), (.b, try await Maker().image())]
        let second = try EmulatedDevice(other)
        try second.run { second.block.codes.last == .recoveryWaiting }
        #expect(!second.hasStarted)
        #expect(second.block.codes == [.imageHash, .imageHybridMissing, .noSlot, .recoveryWaiting])
    }

    @Test func `recovery takes an authentic image over the console, and no other`() async throws {
        let maker = try Maker()
        let image = try await maker.image(size: 6000)
        let device = try EmulatedDevice(try maker.block())
        try device.run { device.block.codes.last == .recoveryWaiting }
        var tampered = image
        tampered[3000] ^= 0x80
        try transfer(tampered, to: device)
        try device.run { device.block.codes.last == .recoveryRefused }
        #expect(device.block.reports.last?.detail == BootCode.imageHash.rawValue)
        #expect(!device.hasStarted)
        // Commands of the block go nowhere, nor does what is not for recovery, or not in order.
        let before = device.block.commands.count
        device.send(try Frame(.burnFuse, [0, 0, 0, 0, 1, 0, 0, 0]).octets())
        device.send(try Frame(.writeSlot, [0, 0, 0, 0, 0, 0, 0, 0, 1]).octets())
        device.send(try Frame(.writeSlot, [2, 0, 0, 0, 9, 0, 0, 0, 1]).octets())
        device.send(try Frame(.writeSlot, [2, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1]).octets())
        device.send(try Frame(.finishSlot, [2, 0, 0, 0]).octets())
        try device.run { device.block.codes.count { $0 == .recoveryRefused } == 2 }
        #expect(device.block.commands.count == before + 1)
        #expect(device.block.reports.last?.detail == BootCode.imageMagic.rawValue)
        try transfer(image, to: device)
        try device.run()
        #expect(device.hasStarted)
        #expect(device.block.codes.last == .recovered)
        #expect(device.block.measurements.count == 1)
    }

    private func transfer(_ image: [UInt8], to device: EmulatedDevice<ScriptedBlock>) throws {
        for start in stride(from: 0, to: image.count, by: 4096) {
            let part = Array(image[start..<min(start + 4096, image.count)])
            let place = try UInt32(start).serialized(order: .little)
            device.send(try Frame(.writeSlot, [2, 0, 0, 0] + place + part).octets())
        }
        device.send(try Frame(.finishSlot, [2, 0, 0, 0]).octets())
    }

    @Test func `on the station frames pass in both directions, and no firmware starts`() async throws {
        let maker = try Maker()
        for lifecycle in [Lifecycle.blank, .provisioning] {
            var block = try maker.block()
            block.lifecycle = lifecycle
            block.slots = [(.a, try await maker.image())]
            let device = try EmulatedDevice(block)
            try device.run { device.block.codes.last == .provisioning }
            var request = Frame(.random, [16, 0, 0, 0], sequence: 0x1234)
            // A damaged frame, then a whole one.
            var damaged = try request.octets()
            damaged[9] ^= 1
            device.send(damaged)
            device.send(try request.octets())
            request.header.isAnswer = true
            let answer = try Frame(request.header, [UInt8](repeating: 0x42, count: 16)).octets()
            request.header.status = MailboxStatus.damaged.rawValue
            let refusal = try Frame(request.header, []).octets()
            try device.run { Array(device.console.suffix(answer.count)) == answer }
            #expect(Array(device.console.suffix(answer.count + refusal.count)) == refusal + answer)
            #expect(device.block.commands.count { $0 == .random } == 1)
            #expect(!device.block.commands.contains(.nextSlot))
            // Secured: nothing more passes.
            device.send(try Frame(.moveOn, Lifecycle.secured.rawValue.serialized(order: .little)).octets())
            try device.run()
            #expect(device.lines("H:") == ["H:00000003 00000003"])
            #expect(!device.hasStarted)
        }
    }

    @Test func `a device that is retired, unknown or without a key halts`() async throws {
        let maker = try Maker()
        let image = try await maker.image()
        let changes: [(BootCode, (inout ScriptedBlock) -> Void)] = [
            (.retired, { $0.lifecycle = .retired }),
            (.lifecycleUnknown, { $0.lifecycle = Lifecycle(rawValue: 0b0101) }),
            (.lifecycleUnknown, { $0.lifecycle = Lifecycle(rawValue: .max) }),
            (.noRootKey, { $0.rootKeys = [nil, nil, nil, nil] }),
            (.noRootKey, { $0.revocations = 0b0010 }),
        ]
        for (code, change) in changes {
            var block = try maker.block()
            block.slots = [(.a, image)]
            change(&block)
            let device = try EmulatedDevice(block)
            try device.run()
            try device.linger(seconds: 0.2)
            #expect(!device.hasStarted)
            #expect(device.block.codes == [code])
            #expect(device.lines("H:").count == 1)
            #expect(!device.block.commands.contains(.nextSlot))
        }
        // A device that came back boots what is signed; and a torn fuse is told.
        var returned = try maker.block()
        returned.lifecycle = .returned
        returned.torn = 0b100
        returned.slots = [(.a, image)]
        let device = try EmulatedDevice(returned)
        try device.run()
        #expect(device.hasStarted)
        #expect(device.block.codes == [.fusesTorn, .started])
    }

    @Test(arguments: [MailboxCommand.status, .readFuse, .nextSlot, .readSlot, .advance, .report])
    func `an answer that is damaged, replayed or of another command stops the boot`(
        command: MailboxCommand
    ) async throws {
        let maker = try Maker()
        let image = try await maker.image()
        var changes: [@Sendable (MailboxCommand, inout [UInt8]) -> Void] = []
        // Magic, command, reserved, sequence, length, checksum.
        for place in [0, 1, 3, 4, 5, 6, 7, -1] {
            changes.append { answered, octets in
                guard answered == command else { return }
                octets[place < 0 ? octets.count - 1 : place] ^= place == 7 ? 0x80 : 1
                // A length that is longer than what comes would be waited for.
                if place == 6 || place == 7 { octets += [UInt8](repeating: 0, count: 1) }
            }
        }
        // Sound, but of the request before.
        changes.append { answered, octets in
            guard answered == command else { return }
            octets[4] &-= 1
            var checksum = MailboxChecksum()
            checksum.update(Array(octets.dropLast(4)).span)
            for place in 0..<4 {
                octets[octets.count - 4 + place] = UInt8(truncatingIfNeeded: checksum.value >> (8 * place))
            }
        }
        for change in changes {
            var block = try maker.block()
            block.slots = [(.a, image)]
            block.damage = change
            let device = try EmulatedDevice(block)
            try device.run()
            #expect(!device.hasStarted)
            #expect(device.lines("H:") == ["H:00020001 000000\(Hexadecimal.encode([command.rawValue]).uppercased())"])
        }
    }

    @Test func `a block that refuses what is needed stops the boot`() async throws {
        let maker = try Maker()
        let image = try await maker.image()
        for command in [MailboxCommand.status, .nextSlot, .advance] {
            var block = try maker.block()
            block.slots = [(.a, image)]
            block.mangle = { frame in
                guard frame.header.command == command.rawValue else { return }
                frame = Frame(frame.header, [])
                frame.header.status = MailboxStatus.wrongLayer.rawValue
            }
            let device = try EmulatedDevice(block)
            try device.run()
            #expect(!device.hasStarted)
            #expect(device.lines("H:").first?.hasPrefix("H:00020002") == true)
        }
    }

    @Test func `a ROM that is not what was built does not go on`() async throws {
        let maker = try Maker()
        let rom = try BuiltFirmware.shared.get().rom
        var block = try maker.block()
        block.slots = [(.a, try await maker.image())]
        // A constant of the text's end, and the digest itself.
        for place in [rom.count - 40, rom.count - 1] {
            var changed = rom
            changed[place] ^= 1
            let device = try EmulatedDevice(block, rom: changed)
            try device.run()
            #expect(!device.hasStarted)
            #expect(device.lines("H:").first?.hasPrefix("H:00010001") == true)
        }
    }
}
