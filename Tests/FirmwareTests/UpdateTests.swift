import Foundation
import Lab
import SoC
import Subsystem
import Testing

/// Updates through the running application: what is kept, what reverts, and what a power cut leaves.
@Suite(.serialized) struct UpdateTests {
    @Test func `an update that works is confirmed and burns its counters, and the old version is refused from then on`()
        async throws
    {
        let maker = try Maker()
        let old = try await maker.slot(counter: 1)
        let device = try SecuredDevice(maker, old)
        let outcome = try SoCUpdate(try await maker.slot(counter: 3, major: 2)).run(device.device)
        #expect(outcome.isConfirmed && outcome.slot == .b && outcome.boots.count == 1)
        #expect(outcome.countersBefore == [1, 1] && outcome.countersAfter == [3, 3])
        #expect(try device.fuses.words(.applicationCounter)?.first == 0b111)
        // The old secure firmware is older; and where only the application is, the secure world finds that.
        let again = try SoCUpdate(old).run(device.device)
        #expect(!again.isConfirmed && again.slot == .b)
        #expect(again.boots.first?.reports.first?.code == .imageCounter)
        let mixed = try SlotImage(
            secureFirmware: await maker.image(counter: 3),
            application: await maker.application(counter: 2)
        )
        let third = try SoCUpdate(mixed).run(device.device)
        #expect(!third.isConfirmed && third.slot == .b)
        #expect(third.boots.map { $0.reports.map(\.code) }.first == [.started, .imageCounter])
        #expect(third.countersAfter == [3, 3])
    }

    @Test func `an update whose application does not confirm reverts, and so does one that is not authentic`()
        async throws
    {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(counter: 1))
        let failing = try await maker.slot(BuiltFirmware.failing, counter: 2, major: 2)
        let outcome = try SoCUpdate(failing).run(device.device)
        #expect(!outcome.isConfirmed && outcome.slot == .a && outcome.boots.count == 2)
        // It did run, in the slot that was written, and said so.
        #expect(outcome.boots.first?.outcome == .ended && outcome.boots.first?.slot == .b)
        #expect(try device.transcript.contains("A:version 00030202\nA:failed"))
        #expect(outcome.countersAfter == [1, 1])
        let foreign = try SlotImage(
            secureFirmware: await maker.image(counter: 2),
            application: await Maker().application(counter: 2)
        )
        let second = try SoCUpdate(foreign).run(device.device)
        #expect(!second.isConfirmed && second.slot == .a)
        #expect(second.boots.first?.reports.map(\.code) == [.started, .imageKeyUnknown])
    }

    @Test func `a running application writes neither the slot it came from nor recovery`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot())
        try device.running { (console: SoCConsole) throws in
            for slot in [Slot.a, .recovery] {
                #expect(try console.ask(.eraseSlot, [slot.rawValue, 0, 0, 0]).status == .locked)
                #expect(try console.ask(.writeSlot, [slot.rawValue, 0, 0, 0, 0, 0, 0, 0, 1]).status == .locked)
                #expect(try console.ask(.finishSlot, [slot.rawValue, 0, 0, 0]).status == .locked)
            }
        }
        #expect(try device.boot().slot == .a)
    }

    /// The power is cut behind each of these frames, or while the block works on the next: 33 parts, erased before and
    /// finished behind.
    @Test func `a power cut during an update leaves a device that boots the old image or the new one`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(counter: 1))
        let image = try await maker.slot(counter: 2, major: 2).octets
        let place = [Slot.b.rawValue, 0, 0, 0] as [UInt8]
        for cut in [0, 1, 9, 32] {
            let power = try SoCPower(device.device)
            let boot = try power.boot()
            #expect(boot.slot == .a && boot.outcome == .running, "before \(cut): \(boot.reason)")
            try power.console.demand(.eraseSlot, place)
            for part in 0..<cut {
                let range = part * 4096..<min((part + 1) * 4096, image.count)
                let offset = (0..<4).map { UInt8(truncatingIfNeeded: range.lowerBound >> (8 * $0)) }
                let payload = place + offset + image[range]
                if part == cut - 1, cut % 2 == 1 {
                    // Its answer is not waited for.
                    let frame = MailboxFrame(request: MailboxCommand.writeSlot.rawValue, sequence: 0, payload)
                    try power.console.send(frame.octets)
                    usleep(UInt32(cut) * 3000)
                } else {
                    try power.console.demand(.writeSlot, payload)
                }
            }
            // SIGKILL to both.
            power.switchOff()
        }
        // Complete, and cut while it boots for the first time: it is tried once.
        var slots: [Slot] = []
        for milliseconds in [150, 500, 900] {
            let power = try SoCPower(device.device)
            let boot = try power.boot()
            #expect(boot.outcome == .running, "\(boot.reason)")
            let other: Slot = boot.slot == .a ? .b : .a
            try power.console.write(image, to: other)
            power.switchOff()
            let first = try SoCPower(device.device)
            _ = try first.boot(within: .milliseconds(milliseconds))
            first.switchOff()
            let next = try device.boot()
            #expect(next.outcome == .running, "\(milliseconds): \(next.reason)")
            // Neither recovery nor nothing.
            #expect(next.slot == .a || next.slot == .b, "\(milliseconds): \(next.slot as Any)")
            slots += [next.slot].compactMap(\.self)
        }
        print("power cuts during first boots: then slots \(slots.map { "\($0)" }) were booted")
    }
}
