import SoC
import Testing

@testable import Subsystem

@Suite("Frames of the mailbox") struct FrameTests {
    @Test func `a frame is answered with its command and its number`() throws {
        var device = try Device()
        for sequence in 0..<3 as Range<UInt16> {
            let answer = try device.send(MailboxFrame(request: 1, sequence: sequence).octets)
            #expect(answer.header.isAnswer && answer.header.command == 1 && answer.header.sequence == sequence)
            #expect(answer.status == .done && answer.payload.count == DeviceStatus.size)
        }
    }

    @Test func `replayed, reordered and skipped numbers have no effect`() throws {
        var device = try Device()
        let make = MailboxFrame(request: MailboxCommand.makeSecret.rawValue, sequence: 0).octets
        #expect(try device.send(make).status == .done)
        let stored = device.storage.parts
        for sequence in [0, 2, 3, 0x8000, 0xFFFF] as [UInt16] {
            let frame = MailboxFrame(
                request: MailboxCommand.moveOn.rawValue,
                sequence: sequence,
                LittleEndian.octets([Lifecycle.provisioning.rawValue])
            )
            #expect(try device.send(frame.octets).status == .outOfSequence)
        }
        #expect(try device.send(make).status == .outOfSequence)
        #expect(device.storage.parts == stored)
        // The positive control: with its number it has an effect.
        #expect(try device.ask(.moveOn, [1, 0, 0, 0]).status == .done)
        #expect(device.storage.parts != stored)
    }

    @Test func `numbers go round after the last one`() throws {
        var device = try Device()
        for sequence in UInt16.min...UInt16.max {
            _ = try device.send(MailboxFrame(request: 0xEE, sequence: sequence).octets)
        }
        #expect(device.block.registers.sequence == 0)
        #expect(try device.send(MailboxFrame(request: 1, sequence: 0).octets).status == .done)
    }

    @Test func `every flipped bit of a frame is damage, has no effect, and takes no number`() throws {
        var device = try Device()
        let frame = MailboxFrame(request: MailboxCommand.makeSecret.rawValue, sequence: 0).octets
        let stored = device.storage.parts
        for bit in 0..<frame.count * 8 {
            var other = frame
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(try device.send(other).status == .damaged, "bit \(bit)")
        }
        for octets in [[], Array(frame.dropLast()), frame + [0]] {
            #expect(try device.send(octets).status == .damaged)
        }
        // What an answer looks like is no request, and neither is a request with a status.
        #expect(try device.send(MailboxFrame(answer: .done, to: 5, sequence: 0).octets).status == .damaged)
        #expect(device.storage.parts == stored)
        #expect(try device.send(frame).status == .done)
    }

    @Test func `an unknown command takes a number and does nothing else`() throws {
        var device = try Device()
        let stored = device.storage.parts
        for number in UInt8.min...UInt8.max where MailboxCommand(rawValue: number) == nil {
            let frame = MailboxFrame(request: number, sequence: device.sequence).octets
            #expect(try device.send(frame).status == .unknownCommand)
        }
        #expect(device.storage.parts == stored)
    }

    @Test func `whatever octets come, the answer is a frame, and the storage is what it was`() throws {
        let random = SeededRandom(21)
        var device = try Device.provisioned(seed: 21)
        let stored = device.storage.parts
        var assembler = FrameAssembler()
        for _ in 0..<4000 {
            var octets = random.octets(random.below(40))
            if random.below(2) == 0, !octets.isEmpty { octets[0] = MailboxHeader.requestMagic }
            #expect(try device.send(octets).status == .damaged)
            assembler.append(octets)
            while let part = assembler.next() {
                let answer = try MailboxFrame(device.answer(to: part))
                #expect(answer.status == .damaged)
                assembler.drop()
            }
        }
        #expect(device.storage.parts == stored)
        #expect(try device.ask(.status).status == .done)
    }

    @Test func `reports are logged, as many as a boot has`() throws {
        var device = try Device()
        let report = LittleEndian.octets([BootCode.imageCounter.rawValue, 7])
        for _ in 0..<1024 { try device.done(.report, report) }
        #expect(try device.ask(.report, report).status == .locked)
        let lines = try #require(device.storage.lines[.boots])
        #expect(lines.count == 1024)
        #expect(lines[0].hasSuffix("layer 0 code 0x00050010 image-counter detail 0x00000007"))
        try device.restart()
        try device.done(.report, LittleEndian.octets([0xFFFF_FFFF, 0]))
        let last = device.storage.lines[.boots]?.last
        #expect(last?.hasSuffix("code 0xffffffff unknown detail 0x00000000") == true)
        // Another boot is told by its seed.
        #expect(last?.prefix(13) != lines[0].prefix(13))
    }

    @Test func `a stream is cut into frames wherever it is split, and noise is dropped with what came with it`() throws
    {
        let frames = (0..<3).map { MailboxFrame(request: 1, sequence: $0, [UInt8](repeating: 0x51, count: 5)).octets }
        let stream = frames.flatMap { $0 }
        for size in 1...stream.count {
            var assembler = FrameAssembler()
            var found: [FrameAssembler.Part] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                assembler.append(Array(stream[start..<min(start + size, stream.count)]))
                while let part = assembler.next() { found.append(part) }
            }
            #expect(found == frames.map { .frame($0) })
        }
        var assembler = FrameAssembler()
        assembler.append([0x52] + frames[0])
        #expect(assembler.next() == .noise)
        #expect(assembler.next() == nil)
        // A length that no frame has.
        assembler.append([0x51, 1, 0, 0, 0, 0, 0xFF, 0xFF])
        #expect(assembler.next() == .noise)
        assembler.append(frames[1])
        #expect(assembler.next() == .frame(frames[1]))
    }
}
