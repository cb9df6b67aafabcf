import Crypto
import SoC
import Testing

@testable import Subsystem

@Suite("Power cuts at every write") struct PowerCutTests {
    /// What each region holds when the station is done; nil where it must stay unburned.
    private func expected(_ fuse: Fuse) -> [UInt32]? {
        switch fuse {
        case .lifecycle: [Lifecycle.secured.rawValue]
        case .locks: [1 << UInt32(Fuse.rootKey2.rawValue) | 1 << UInt32(Fuse.rootKey3.rawValue)]
        default: Station.burns.first { $0.fuse == fuse }.map { LittleEndian.words($0.value) }
        }
    }

    /// Regions that are neither unburned nor whole with their right value, and that the status does not call torn.
    private func unnoticed(_ device: inout Device) throws -> [Fuse] {
        let torn = try device.status().torn
        return FuseLayout.fuses.filter { fuse in
            if torn >> UInt32(fuse.rawValue) & 1 == 1 { return false }
            let reading = device.storage.reading(of: fuse)
            guard reading.copies.allSatisfy({ $0 == reading.copies[0] }) else { return true }
            if fuse == .uniqueSecret { return reading.condition != .unburned && reading.condition != .whole }
            let value = reading.value
            if value.allSatisfy({ $0 == 0 }) { return fuse.hasCheck && reading.condition != .unburned }
            guard let expected = expected(fuse) else { return true }
            // Bits of a region without a check word speak for themselves: some of them is a state on the way.
            return fuse.hasCheck ? value != expected : zip(value, expected).contains { $0 & ~$1 != 0 }
        }
    }

    /// Does something until the power is cut at a write; then it comes back.
    private func interrupt(
        _ device: inout Device,
        at write: Int,
        torn: Int,
        _ body: (inout Device) throws -> Void
    ) throws {
        device.storage.writesLeft = write
        device.storage.tornOctets = torn
        let refusal = #expect(throws: Refused.self) { try body(&device) }
        #expect(refusal?.status == .failed)
        try device.restart()
    }

    @Test func `provisioning is noticed to be torn wherever it is, and completed by doing it again`() throws {
        var whole = try Device(seed: 11)
        try Station.provision(&whole)
        let writes = whole.storage.writeCount
        #expect(writes > 100)
        var seenTorn: UInt32 = 0
        for write in 0..<writes {
            for torn in [0, 1, 3] {
                var device = try Device(seed: 11)
                try interrupt(&device, at: write, torn: torn) { try Station.provision(&$0) }
                #expect(try unnoticed(&device) == [], "write \(write)")
                seenTorn |= try device.status().torn
                let key = device.block.registers.instanceKey?.publicKey.rawRepresentation
                try Station.provision(&device)
                let status = try device.status()
                #expect(
                    status == DeviceStatus(lifecycle: .secured, debugStatus: 3, layer: 0, torn: 0),
                    "write \(write)"
                )
                for fuse in FuseLayout.fuses where fuse != .uniqueSecret {
                    let reading = device.storage.reading(of: fuse)
                    #expect(reading.value == expected(fuse) ?? reading.value.map { _ in 0 }, "\(fuse)")
                }
                // A secret that was there stays what it was.
                let now = device.block.registers.instanceKey?.publicKey.rawRepresentation
                #expect(now != nil && (key == nil || key == now))
                try device.restart()
                #expect(try Station.nextImage(&device)?.image == Station.oldImage)
                #expect(!device.storage.wasAskedToClear)
            }
        }
        // The positive control: of every region that is burned, a cut was seen.
        let burned = FuseLayout.fuses.filter { expected($0) != nil || $0 == .uniqueSecret }
        for fuse in burned { #expect(seenTorn >> UInt32(fuse.rawValue) & 1 == 1, "\(fuse)") }
    }

    @Test func `an interrupted burn that nobody reported would be found`() throws {
        var device = try Device(seed: 11)
        try Station.provision(&device)
        #expect(try unnoticed(&device) == [])
        // Both copies that could outvote it, and a check word that fits: a value that the station never burned.
        let other = LittleEndian.octets(
            [UInt32](repeating: 0x55, count: 8) + [FuseReading.check(.init(repeating: 0x55, count: 8))]
        )
        for copy in 0..<3 {
            for (place, octet) in other.enumerated() {
                device.storage.tamper(.fuses, at: FuseLayout.offset(.rootKey1, copy: copy) + place) { _ in octet }
            }
        }
        #expect(try unnoticed(&device) == [.rootKey1])
    }

    /// From the first update's first write to the confirmation of what it brought.
    private func update(_ device: inout Device) throws {
        try Station.write(&device, Station.newImage, to: .b)
        try device.reset()
        try Station.boot(&device)
        try device.done(.confirm)
    }

    @Test func `an update that is cut anywhere leaves the old image or the new one, and never loses a slot`() throws {
        func ready() throws -> Device {
            var device = try Device.running(layer: 2, seed: 12)
            try device.done(.confirm)
            try device.restart()
            try Station.boot(&device, layers: 1)
            return device
        }
        var whole = try ready()
        let before = whole.storage.writeCount
        try update(&whole)
        let writes = whole.storage.writeCount - before
        #expect(writes > 10)
        var outcomes: Set<String> = []
        for write in 0..<writes {
            for torn in [0, 2, 40, 3000] {
                var device = try ready()
                try interrupt(&device, at: write, torn: torn) { try update(&$0) }
                var isNew = false
                // As often as it likes: every boot has an image that its counters allow, until one is confirmed.
                for _ in 0..<3 {
                    try device.restart()
                    let (slot, image) = try #require(try Station.nextImage(&device), "write \(write), torn \(torn)")
                    isNew = image == Station.newImage
                    #expect(isNew ? slot == .b : slot == .a && image == Station.oldImage, "write \(write)")
                    let counter = device.storage.reading(of: .secureCounter).words[0].nonzeroBitCount
                    #expect(counter <= (isNew ? 2 : 1), "write \(write)")
                    outcomes.insert(isNew ? "new" : "old")
                }
                let measured = Station.measurement([], counter: isNew ? 2 : 1)
                for _ in 0..<2 { try device.done(.advance, try Station.octets(measured)) }
                try device.done(.confirm)
                #expect(try device.status().torn == 0, "write \(write)")
            }
        }
        #expect(outcomes == ["old", "new"])
    }

    @Test func `an update over an older image, cut anywhere, leaves no slot that holds half of one`() throws {
        let third = Station.image("3rd", 6000)
        func ready() throws -> Device {
            var device = try Device.running(layer: 2, seed: 13)
            try device.done(.confirm)
            try device.restart()
            try Station.boot(&device, layers: 1)
            try update(&device)
            try device.restart()
            #expect(try Station.boot(&device, layers: 1) == .b)
            return device
        }
        func replace(_ device: inout Device) throws { try Station.write(&device, third, to: .a) }
        var whole = try ready()
        let before = whole.storage.writeCount
        try replace(&whole)
        var seen: Set<[UInt8]> = []
        for write in 0..<whole.storage.writeCount - before {
            for torn in [0, 2, 40, 3000] {
                var device = try ready()
                try interrupt(&device, at: write, torn: torn, replace)
                for slot in [Slot.a, .b] where device.block.journal[slot].state != .empty {
                    let octets = try #require(device.storage.parts[.slot(slot)])
                    let image = Array(octets.prefix(Int(device.block.journal[slot].count)))
                    let known = slot == .a ? [Station.oldImage, third] : [Station.newImage]
                    #expect(known.contains(image), "slot \(slot), write \(write), torn \(torn)")
                    seen.insert(image)
                }
                #expect(try Station.nextImage(&device) != nil)
            }
        }
        #expect(seen.isSuperset(of: [Station.oldImage, Station.newImage]))
    }
}
