import SoC
import Testing

@testable import Subsystem

@Suite("Slots") struct SlotTests {
    /// Secured, running the confirmed old image of slot A in layer 1.
    private func confirmed() throws -> Device {
        var device = try Device.running(layer: 1)
        try device.done(.confirm)
        return device
    }

    /// The same with the new image in slot B, at the beginning of the next boot.
    private func updated() throws -> Device {
        var device = try confirmed()
        try Station.write(&device, Station.newImage, to: .b)
        try device.restart()
        return device
    }

    @Test func `an image is read as it was written, and no further`() throws {
        var device = try Device.provisioned()
        let (slot, image) = try #require(try Station.nextImage(&device))
        #expect(slot == .a && image == Station.oldImage)
        let end = LittleEndian.octets([UInt32(image.count - 1), 2])
        #expect(try device.ask(.readSlot, [0, 0, 0, 0] + end).status == .malformed)
        #expect(try device.ask(.readSlot, [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]).status == .absent)
    }

    @Test func `an update is tried once, and reverts unless it is confirmed`() throws {
        var device = try updated()
        #expect(try device.done(.nextSlot).prefix(2) == [1, SlotState.trying.rawValue])
        try device.restart()
        #expect(try device.done(.nextSlot).prefix(2) == [0, SlotState.confirmed.rawValue])
        #expect(try device.done(.nextSlot)[0] == 0xFF)
        try device.restart()
        #expect(try device.done(.nextSlot)[0] == 0)
    }

    @Test func `a confirmed update stays, and burns the counters that were measured`() throws {
        var device = try updated()
        #expect(try Station.boot(&device) == .b)
        try device.done(.confirm)
        try device.restart()
        #expect(try device.done(.nextSlot).prefix(2) == [1, SlotState.confirmed.rawValue])
        for fuse in [Fuse.secureCounter, .applicationCounter] {
            #expect(LittleEndian.words(try device.done(.readFuse, [fuse.rawValue])) == [0b11, 0, 0, 0])
        }
        // The old one is behind it, until the ROM refuses it for its counter.
        #expect(try device.done(.nextSlot)[0] == 0)
    }

    @Test func `in one boot every slot is named once, the failed one never again`() throws {
        var device = try Device()
        try device.done(.makeSecret)
        try Station.move(&device, to: .provisioning)
        try Station.write(&device, Station.oldImage, to: .recovery)
        try Station.provision(&device)
        try device.restart()
        // What the station wrote is not tried once.
        for _ in 0..<2 {
            #expect(try device.done(.nextSlot).prefix(2) == [0, SlotState.confirmed.rawValue])
            #expect(try device.done(.nextSlot).prefix(2) == [2, SlotState.confirmed.rawValue])
            for _ in 0..<3 { #expect(try device.done(.nextSlot)[0] == 0xFF) }
            try device.restart()
        }
        var updated = try updated()
        #expect(try updated.done(.nextSlot).prefix(2) == [1, SlotState.trying.rawValue])
        #expect(try updated.done(.nextSlot).prefix(2) == [0, SlotState.confirmed.rawValue])
        try updated.restart()
        #expect(try updated.done(.nextSlot)[0] == 0)
        #expect(try updated.done(.nextSlot)[0] == 0xFF)
    }

    @Test func `counters are burned from layers that were measured, and from no others`() throws {
        var device = try Device.running(layer: 1)
        try device.done(.confirm)
        #expect(LittleEndian.words(try device.done(.readFuse, [Fuse.secureCounter.rawValue])) == [1, 0, 0, 0])
        #expect(LittleEndian.words(try device.done(.readFuse, [Fuse.applicationCounter.rawValue])) == [0, 0, 0, 0])
        var counted = try Device.provisioned()
        for counter in [128, 33] as [UInt32] {
            try counted.done(.advance, Station.octets(Station.measurement([], counter: counter)))
        }
        try counted.done(.confirm)
        let words = [Fuse.secureCounter, .applicationCounter].map { counted.storage.reading(of: $0).words }
        #expect(words == [[.max, .max, .max, .max], [.max, 1, 0, 0]])
        // A smaller one later changes nothing.
        try counted.restart()
        try counted.done(.advance, Station.octets(Station.measurement([])))
        let stored = counted.storage.fuses
        try counted.done(.confirm)
        #expect(counted.storage.fuses == stored)
    }

    @Test func `running firmware writes the other slot only, and no confirmed one before it is confirmed itself`()
        throws
    {
        var device = try updated()
        #expect(try Station.boot(&device, layers: 1) == .b)
        let stored = device.storage.parts
        for slot in [Slot.a, .b, .recovery] {
            #expect(try device.ask(.eraseSlot, [slot.rawValue, 0, 0, 0]).status == .locked)
        }
        #expect(device.storage.parts == stored)
        try device.done(.confirm)
        #expect(try device.ask(.eraseSlot, [1, 0, 0, 0]).status == .locked)
        #expect(try device.ask(.eraseSlot, [2, 0, 0, 0]).status == .locked)
        try Station.write(&device, Station.oldImage, to: .a)
        #expect(try device.ask(.readSlot, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]).status == .wrongLayer)
        #expect(try device.ask(.readSlot, [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]).status == .done)
        try device.done(.advance, try Station.octets(Station.measurement([])))
        // The application updates as well, under the same rules; it reads no slot.
        #expect(try device.ask(.readSlot, [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]).status == .wrongLayer)
        for slot in [Slot.b, .recovery] {
            #expect(try device.ask(.eraseSlot, [slot.rawValue, 0, 0, 0]).status == .locked)
        }
        try Station.write(&device, Station.newImage, to: .a)
    }

    @Test func `in the field the ROM writes only when nothing is left, and never recovery`() throws {
        var device = try Device.provisioned()
        let erase: [UInt8] = [0, 0, 0, 0]
        #expect(try device.ask(.eraseSlot, erase).status == .wrongLayer)
        #expect(try device.done(.nextSlot)[0] == 0)
        #expect(try device.ask(.eraseSlot, erase).status == .wrongLayer)
        #expect(try device.done(.nextSlot)[0] == 0xFF)
        #expect(try device.ask(.eraseSlot, [2, 0, 0, 0]).status == .locked)
        try Station.write(&device, Station.newImage, to: .a)
        try device.restart()
        #expect(try Station.nextImage(&device)?.image == Station.newImage)
    }

    @Test func `writing needs an erased slot, in order, and ends with finishing`() throws {
        var device = try confirmed()
        let part: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 9, 9]
        #expect(try device.ask(.writeSlot, part).status == .locked)
        #expect(try device.ask(.finishSlot, [1, 0, 0, 0]).status == .locked)
        try device.done(.eraseSlot, [1, 0, 0, 0])
        #expect(try device.ask(.finishSlot, [1, 0, 0, 0]).status == .absent)
        try device.done(.writeSlot, part)
        for offset in [0, 1, 3] as [UInt8] {
            #expect(try device.ask(.writeSlot, [1, 0, 0, 0, offset, 0, 0, 0, 9]).status == .malformed)
        }
        try device.done(.writeSlot, [1, 0, 0, 0, 2, 0, 0, 0, 8])
        try device.done(.finishSlot, [1, 0, 0, 0])
        #expect(try device.ask(.writeSlot, [1, 0, 0, 0, 3, 0, 0, 0, 9]).status == .locked)
        #expect(device.storage.parts[.slot(.b)]?.prefix(4) == [9, 9, 8, 0xFF])
    }

    @Test func `a journal that was half written is the one before, and one that was never ours is refused`() throws {
        var device = try updated()
        let stored = try #require(device.storage.parts[.journal])
        let newest = try SlotJournal(stored)
        for place in 0..<48 {
            var octets = stored
            octets[Int(newest.number % 2) * 512 + place] ^= 1
            #expect(try SlotJournal(octets).number == newest.number - 1)
        }
        var octets = stored
        (octets[8], octets[520]) = (octets[8] ^ 1, octets[520] ^ 1)
        #expect(throws: StorageFailure.self) { try SlotJournal(octets) }
        device.storage.tamper(.journal, at: 8) { $0 ^ 1 }
        device.storage.tamper(.journal, at: 520) { $0 ^ 1 }
        #expect(throws: StorageFailure.self) { try device.restart() }
    }
}
