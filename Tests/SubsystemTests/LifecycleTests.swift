import SoC
import Testing

@testable import Subsystem

@Suite("The lifecycle") struct LifecycleTests {
    private static let all: [Lifecycle] = [.blank, .provisioning, .secured, .returned, .retired]

    private func move(_ device: inout Device, _ lifecycle: Lifecycle) throws -> MailboxStatus {
        try device.ask(.moveOn, LittleEndian.octets([lifecycle.rawValue])).status
    }

    @Test func `a device goes from blank to secured to retired, and only to the next state`() throws {
        var device = try Device()
        for other in Self.all where other != .provisioning {
            #expect(try move(&device, other) == .wrongLifecycle)
        }
        #expect(try move(&device, .provisioning) == .absent, "it has no secret")
        try device.done(.makeSecret)
        #expect(try move(&device, .provisioning) == .done)
        for other in Self.all where other != .secured { #expect(try move(&device, other) == .wrongLifecycle) }
        #expect(try move(&device, .secured) == .absent, "it has no root key")
        try device.done(.burnFuse, [Fuse.rootKey0.rawValue, 0, 0, 0] + Station.rootKeys[0])
        try device.done(.burnFuse, [Fuse.revocations.rawValue, 0, 0, 0, 1, 0, 0, 0])
        #expect(try move(&device, .secured) == .absent, "its only root key is revoked")
        try device.done(.burnFuse, [Fuse.rootKey1.rawValue, 0, 0, 0] + Station.rootKeys[1])
        #expect(try move(&device, .secured) == .done)
        #expect(try device.status().debugStatus == 3)
        for other in Self.all where other != .retired { #expect(try move(&device, other) == .wrongLifecycle) }
        #expect(try move(&device, .retired) == .done)
        for other in Self.all { #expect(try move(&device, other) == .wrongLifecycle) }
        #expect(device.storage.reading(of: .uniqueSecret).condition == .destroyed)
        #expect(device.block.registers.secret == nil && device.block.registers.instanceKey == nil)
        let status = try device.status()
        #expect(status == DeviceStatus(lifecycle: .retired, debugStatus: 4, layer: 0, torn: 0))
    }

    @Test func `words that are no lifecycle are refused, and a fuse that holds none allows nothing`() throws {
        var device = try Device.provisioned()
        for word in [2, 4, 0x1F, 0x8000_0003] as [UInt32] {
            #expect(try device.ask(.moveOn, LittleEndian.octets([word])).status == .malformed)
        }
        device.storage.tamper(.fuses, at: FuseLayout.offset(.lifecycle, copy: 1) + 3) { _ in 0x80 }
        let stored = device.storage.parts
        for command in Refusals.commands where command.rule != nil {
            let payload = try #require(Refusals.payloads[command])
            let status = try device.ask(command, payload).status
            #expect(status == .wrongLifecycle || status == .wrongLayer, "\(command)")
        }
        #expect(try device.status().debugStatus == 4)
        #expect(device.storage.parts == stored)
    }

    @Test func `nothing torn goes into the field`() throws {
        var device = try Device()
        try device.done(.makeSecret)
        #expect(try move(&device, .provisioning) == .done)
        try device.done(.burnFuse, [Fuse.rootKey0.rawValue, 0, 0, 0] + Station.rootKeys[0])
        device.storage.tamper(.fuses, at: FuseLayout.offset(.rootKey3, copy: 0)) { $0 | 1 }
        #expect(try move(&device, .secured) == .invalid)
    }

    @Test func `the secret is made once, and its key is told again`() throws {
        var device = try Device()
        let key = try device.done(.makeSecret)
        let stored = device.storage.parts
        #expect(key.count == 64)
        #expect(try device.done(.makeSecret) == key)
        try device.restart()
        #expect(try device.done(.makeSecret) == key)
        #expect(device.storage.parts == stored)
    }

    @Test func `two new devices share no secret, no key and no identity`() throws {
        var (first, second) = (try Device(), try Device())
        // Of the system's randomness, not a test's.
        let block = { try FuseAndKeyBlock(MemoryStorage(), random: { SharedRandom.octets($0) }) }
        var blocks = [try block(), try block()]
        let keys = blocks.indices.map { index in
            blocks[index].respond(to: MailboxFrame(request: MailboxCommand.makeSecret.rawValue, sequence: 0).octets)
        }
        #expect(keys[0] != keys[1])
        let secrets = blocks.map { $0.storage.reading(of: .uniqueSecret).value }
        #expect(zip(secrets[0], secrets[1]).allSatisfy { $0 != $1 })
        #expect(secrets[0].contains { $0 != 0 })
        for device in [0, 1] {
            try device == 0 ? Station.provision(&first) : Station.provision(&second)
        }
        try first.restart()
        try second.restart()
        try Station.boot(&first)
        try Station.boot(&second)
        // The same software on both: still nothing is the same.
        #expect(try first.done(.derive, [1]) != second.done(.derive, [1]))
        for index in [0, 1, 2, 255] as [UInt8] {
            #expect(try first.done(.certificate, [index]) != second.done(.certificate, [index]))
        }
        let sealed = try first.done(.seal, [1, 2, 3])
        #expect(try second.ask(.unseal, sealed).status == .invalid)
        #expect(try first.done(.unseal, sealed) == [1, 2, 3])
    }

    @Test func `in the boot that secured the device no layer begins: its keys are not the station's`() throws {
        var device = try Device()
        try Station.provision(&device)
        try device.done(.nextSlot)
        let measurement = [UInt8](repeating: 5, count: 64) + [1, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
        #expect(try device.ask(.advance, measurement).status == .wrongLifecycle)
        #expect(try device.status().layer == 0)
        try device.restart()
        try device.done(.nextSlot)
        try device.done(.advance, measurement)
        #expect(try device.status().layer == 1)
    }
}
