import Crypto
import SoC
import Testing

@testable import Subsystem

@Suite("Refusals") struct RefusalTests {
    private func device(_ lifecycle: Lifecycle, layer: Int) throws -> Device? {
        var device = try Device(seed: 7)
        switch lifecycle {
        case .blank: break
        case .provisioning:
            try device.done(.makeSecret)
            try Station.move(&device, to: .provisioning)
        default:
            try Station.provision(&device)
            if lifecycle == .returned { try ReturnTests.giveBack(&device) }
            if lifecycle == .retired { try Station.move(&device, to: .retired) }
        }
        try device.restart()
        for _ in 0..<layer {
            guard [.provisioning, .secured, .returned].contains(lifecycle) else { return nil }
            try device.done(.advance, Refusals.payloads[.advance] ?? [])
        }
        return device
    }

    @Test(arguments: [.blank, .provisioning, .secured, .returned, .retired] as [Lifecycle], 0..<3)
    func `a command outside its layers and lifecycles is refused, and nothing changes`(
        _ lifecycle: Lifecycle,
        _ layer: Int
    ) throws {
        for command in Refusals.commands {
            guard var device = try device(lifecycle, layer: layer) else { return }
            let stored = device.storage.parts
            let secret = device.block.registers.secret
            let answer = try device.ask(command, try #require(Refusals.payloads[command]))
            let isRefused = answer.status == .wrongLayer || answer.status == .wrongLifecycle
            if Refusals.isObeyed(command, layer: layer, lifecycle) {
                // These are refused in the same words for more than layer and lifecycle: see their own tests.
                let hasMore: [MailboxCommand] = [.moveOn, .readSlot, .eraseSlot, .writeSlot, .finishSlot]
                #expect(!isRefused || hasMore.contains(command), "\(command): \(answer.status)")
            } else {
                #expect(isRefused, "\(command): \(answer.status)")
            }
            guard answer.status != .done else { continue }
            #expect(answer.payload.isEmpty && device.storage.parts == stored, "\(command)")
            #expect(device.block.registers.layer == UInt32(layer) && device.block.registers.secret == secret)
        }
    }

    @Test func `every command has exactly its form, in whatever state`() throws {
        #expect(Set(Refusals.malformed.keys) == Set(Refusals.commands))
        for lifecycle in [Lifecycle.blank, .secured, .retired] {
            var device = try #require(try device(lifecycle, layer: 0))
            let stored = device.storage.parts
            for (command, payloads) in Refusals.malformed {
                for payload in payloads {
                    let answer = try device.ask(command, payload)
                    #expect(answer == Answer(status: .malformed), "\(command) of \(payload.count)")
                }
            }
            #expect(device.storage.parts == stored)
        }
    }
}
