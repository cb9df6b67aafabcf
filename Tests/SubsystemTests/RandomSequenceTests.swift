import SoC
import Testing

@testable import Subsystem

@Suite("Random sequences of commands") struct RandomSequenceTests {
    @Test(arguments: 0..<24)
    func `clear no burned bit, tell no secret, and lead neither layer nor lifecycle back`(_ seed: Int) throws {
        // Another stream than the device's: of the same one the requests would name the secrets that it makes.
        let random = SeededRandom(UInt64(seed) | 1 << 40)
        var device = seed % 3 == 0 ? try Device(seed: UInt64(seed)) : try Device.provisioned(seed: UInt64(seed))
        var secrets = SecretSearch()
        var watch = Watch(device)
        var done = 0
        for step in 0..<500 {
            if random.below(40) == 0 {
                try device.restart()
                watch.restart(device)
            }
            secrets.learn(device)
            let frame = request(random, device)
            let answer = try device.send(frame)
            if answer.status == .done { done += 1 }
            // Of both sides of the command: what it made, and what it left behind.
            secrets.learn(device)
            #expect(!secrets.isTold(by: answer.payload), "seed \(seed), step \(step)")
            #expect(watch.violations(device).isEmpty, "seed \(seed), step \(step)")
        }
        #expect(done > 20, "the sequence is refused all along and shows nothing")
        #expect(secrets.count > 0)
        #expect(!device.storage.wasAskedToClear)
    }

    /// Mostly of the right form and in sequence; else anything.
    private func request(_ random: SeededRandom, _ device: Device) -> [UInt8] {
        let command = Refusals.commands[random.below(Refusals.commands.count)]
        var payload = Refusals.payloads[command] ?? []
        switch random.below(10) {
        case 0: payload = random.octets(random.below(80))
        case 1: if !payload.isEmpty { payload[random.below(payload.count)] ^= 1 << UInt8(random.below(8)) }
        case 2: payload = (Refusals.malformed[command] ?? [[]])[0]
        default: payload = valid(command, random) ?? payload
        }
        let sequence = random.below(30) == 0 ? UInt16(random.below(0x1_0000)) : device.sequence
        return MailboxFrame(request: command.rawValue, sequence: sequence, payload).octets
    }

    /// Payloads that have a chance.
    private func valid(_ command: MailboxCommand, _ random: SeededRandom) -> [UInt8]? {
        let fuse = UInt8(random.below(Fuse.count))
        let slot = UInt8(random.below(3))
        switch command {
        case .readFuse, .lockFuse: return [fuse]
        case .burnFuse:
            let count = (Fuse(rawValue: fuse)?.valueWordCount ?? 1) * 4
            return [fuse, 0, 0, 0] + (count == 4 ? [UInt8(random.below(16)), 0, 0, 0] : random.octets(count))
        // Retiring ends every sequence early: seldom.
        case .moveOn: return [random.below(20) == 0 ? 15 : [1, 3, 7][random.below(3)], 0, 0, 0]
        case .readSlot: return [slot, 0, 0, 0, UInt8(random.below(256)), 0, 0, 0, 64, 0, 0, 0]
        case .eraseSlot, .finishSlot: return [slot, 0, 0, 0]
        case .writeSlot: return [slot, 0, 0, 0, 0, 0, 0, 0] + random.octets(32)
        case .advance: return random.octets(64) + [UInt8(random.below(129)), 0, 0, 0] + random.octets(8)
        case .derive: return random.octets(1 + random.below(64))
        case .seal: return random.octets(1 + random.below(64))
        default: return nil
        }
    }

    @Test func `the same watch sees what it is there for`() throws {
        var device = try Device.provisioned(seed: 1)
        var secrets = SecretSearch()
        secrets.learn(device)
        let unique = LittleEndian.octets(device.storage.reading(of: .uniqueSecret).value)
        #expect(secrets.isTold(by: [1, 2, 3] + unique.dropFirst(5).prefix(10)))
        #expect(!secrets.isTold(by: unique.reversed()))

        var watch = Watch(device)
        #expect(watch.violations(device).isEmpty)
        let place = FuseLayout.offset(.rootKey0, copy: 1) + 4
        device.storage.tamper(.fuses, at: place) { _ in 0 }
        #expect(watch.violations(device) == ["a burned bit was cleared"])
        device.storage.tamper(.fuses, at: FuseLayout.offset(.lifecycle, copy: 0)) { _ in 1 }
        device.storage.tamper(.fuses, at: FuseLayout.offset(.lifecycle, copy: 1)) { _ in 1 }
        device.storage.tamper(.fuses, at: FuseLayout.offset(.lifecycle, copy: 2)) { _ in 1 }
        #expect(watch.violations(device) == ["a burned bit was cleared", "the lifecycle went back"])
        try Station.boot(&device)
        #expect(watch.violations(device).isEmpty)
        // What a reset by a frame would look like.
        try device.restart()
        #expect(watch.violations(device) == ["the layer went back"])
        // And the storage notices who asks it to clear.
        var storage = device.storage
        try storage.write([0], to: .fuses, at: FuseLayout.offset(.rootKey0, copy: 0))
        #expect(storage.wasAskedToClear)
        storage = MemoryStorage()
        #expect(!storage.wasAskedToClear)
    }
}
