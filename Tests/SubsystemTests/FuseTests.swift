import SoC
import Testing

@testable import Subsystem

@Suite("Fuses") struct FuseTests {
    private func burn(_ fuse: Fuse, _ words: [UInt32]) -> [UInt8] {
        [fuse.rawValue, 0, 0, 0] + LittleEndian.octets(words)
    }

    @Test func `what is burned is read, with its check word, and over it goes only the same`() throws {
        var device = try Device()
        let value = (1...8).map { UInt32($0) << 8 }
        #expect(try device.ask(.readFuse, [Fuse.rootKey0.rawValue]).status == .absent)
        try device.done(.burnFuse, burn(.rootKey0, value))
        let read = try device.done(.readFuse, [Fuse.rootKey0.rawValue])
        #expect(LittleEndian.words(read) == value + [FuseReading.check(value)])
        let stored = device.storage.parts
        // More bits, fewer bits, others: a burned value is not made another.
        for other in [value.map { $0 | 1 }, value.map { $0 & 0x100 }, [1] + value.dropFirst()] {
            #expect(try device.ask(.burnFuse, burn(.rootKey0, Array(other))).status == .locked)
        }
        #expect(device.storage.parts == stored)
        #expect(try device.ask(.burnFuse, burn(.rootKey0, value)).status == .done)
        #expect(device.storage.parts == stored)
        try device.done(.burnFuse, burn(.revocations, [0b01]))
        try device.done(.burnFuse, burn(.revocations, [0b10]))
        #expect(try device.done(.readFuse, [Fuse.revocations.rawValue]) == [0b11, 0, 0, 0])
    }

    @Test func `values that mean nothing, and words too many or too few, are refused`() throws {
        var device = try Device()
        let stored = device.storage.parts
        let words: [(Fuse, [UInt32])] = [
            (.rootKey0, [UInt32](repeating: 0, count: 8)), (.rootKey0, [UInt32](repeating: .max, count: 8)),
            (.rootKey0, [1]), (.rootKey0, [UInt32](repeating: 1, count: 9)), (.rootKey0, []),
            (.revocations, [0]), (.revocations, [0b10000]), (.revocations, [1, 1]),
        ]
        for (fuse, words) in words { #expect(try device.ask(.burnFuse, burn(fuse, words)).status == .malformed) }
        var reserved = burn(.revocations, [1])
        reserved[2] = 1
        #expect(try device.ask(.burnFuse, reserved).status == .malformed)
        #expect(try device.ask(.burnFuse, [13, 0, 0, 0, 1, 0, 0, 0]).status == .malformed)
        #expect(device.storage.parts == stored)
    }

    @Test func `what is burned by its own command, and what is locked, is not burned directly`() throws {
        var device = try Device()
        let fuses = (0..<UInt8(Fuse.count)).compactMap(Fuse.init(rawValue:))
        for fuse in fuses where !fuse.isBurnedDirectly {
            let words = [UInt32](repeating: 1, count: fuse.valueWordCount)
            #expect(try device.ask(.burnFuse, burn(fuse, words)).status == .locked)
            #expect(try device.ask(.lockFuse, [fuse.rawValue]).status == .locked)
        }
        for fuse in fuses where fuse.isBurnedDirectly {
            try device.done(.lockFuse, [fuse.rawValue])
            let stored = device.storage.parts
            let words = [UInt32](repeating: 1, count: fuse.valueWordCount)
            #expect(try device.ask(.burnFuse, burn(fuse, words)).status == .locked)
            #expect(device.storage.parts == stored)
        }
        // Also after a restart.
        try device.restart()
        #expect(try device.ask(.burnFuse, burn(.hybridPolicy, [1])).status == .locked)
    }

    @Test func `the secret is never read, in whatever state`() throws {
        var device = try Device()
        #expect(try device.ask(.readFuse, [Fuse.uniqueSecret.rawValue]) == Answer(status: .locked))
        try device.done(.makeSecret)
        #expect(try device.ask(.readFuse, [Fuse.uniqueSecret.rawValue]) == Answer(status: .locked))
    }

    @Test func `one copy that lost its value is outvoted, reported and healed; two make the value invalid`() throws {
        var device = try Device()
        let value = (1...8).map { UInt32($0) * 0x0101_0101 }
        try device.done(.burnFuse, burn(.rootKey1, value))
        let whole = device.storage.fuses
        let places = (0..<3).map { FuseLayout.offset(.rootKey1, copy: $0) }
        device.storage.tamper(.fuses, at: places[0]) { _ in 0 }
        #expect(try device.status().torn == 1 << UInt32(Fuse.rootKey1.rawValue))
        #expect(try device.done(.readFuse, [Fuse.rootKey1.rawValue]).prefix(32) == LittleEndian.octets(value)[...])
        #expect(try device.ask(.lockFuse, [Fuse.rootKey1.rawValue]).status == .invalid)
        device.storage.tamper(.fuses, at: places[1]) { _ in 0 }
        #expect(try device.ask(.readFuse, [Fuse.rootKey1.rawValue]).status == .invalid)
        #expect(try device.ask(.burnFuse, burn(.rootKey1, value.map { $0 ^ 3 })).status == .invalid)
        try device.done(.burnFuse, burn(.rootKey1, value))
        #expect(device.storage.fuses == whole)
        #expect(try device.status().torn == 0)
    }

    @Test func `what restricts counts as soon as one copy says so`() throws {
        for (fuse, expected) in [(Fuse.debugDisable, 4), (.hybridPolicy, 3)] as [(Fuse, UInt32)] {
            var device = try Device.provisioned()
            device.storage.tamper(.fuses, at: FuseLayout.offset(fuse, copy: 2)) { $0 | 0x80 }
            #expect(try device.status().debugStatus == expected)
            #expect(try device.done(.readFuse, [fuse.rawValue])[0] & 0x80 == 0x80)
            #expect(try device.status().torn == 1 << UInt32(fuse.rawValue))
        }
    }

    @Test func `the log tells every write before it, and of the secret only that it was`() throws {
        var device = try Device()
        try Station.provision(&device)
        let lines = try #require(device.storage.lines[.writes])
        #expect(lines.count == device.storage.writeCount)
        let secret = lines.filter { $0.hasPrefix("fuse uniqueSecret") }
        #expect(secret.count == 27 && secret.allSatisfy { $0.hasSuffix(" -") })
        #expect(lines.contains { $0.hasPrefix("fuse rootKey0 word 8 copy 2 ") && !$0.hasSuffix(" -") })
        #expect(lines.contains { $0.hasPrefix("slot a offset 4096 count 4096 ") })
        #expect(lines.contains { $0.hasPrefix("journal 1: a confirmed 9000, b empty 0") })
    }

    @Test func `what the log cannot tell is not done`() throws {
        var device = try Device()
        try device.done(.makeSecret)
        let stored = device.storage.parts
        device.storage.isLogFull = true
        #expect(try device.ask(.burnFuse, burn(.rootKey1, [UInt32](1...8))).status == .failed)
        #expect(device.storage.parts == stored)
        // Nothing is changed any more before the next start; then it is.
        device.storage.isLogFull = false
        #expect(try device.ask(.burnFuse, burn(.rootKey1, [UInt32](1...8))).status == .failed)
        try device.restart()
        try device.done(.burnFuse, burn(.rootKey1, [UInt32](1...8)))
    }
}
