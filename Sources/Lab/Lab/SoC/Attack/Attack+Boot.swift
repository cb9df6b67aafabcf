internal import Foundation
internal import Glibc
internal import PSAToken
internal import SoC
internal import Subsystem

/// The ROM, recovery, updates.
extension Attack {
    static let boots: [Attack] = [
        Attack(
            "rom-overwritten",
            by: .software,
            "write over the ROM from the secure world, and read it back",
            must: "the ROM's octets stay",
            without: .rom("WITHOUT_MASK_ROM")
        ) { bench in
            let boot = try bench.device().boot()
            defer { boot.switchOff() }
            guard case .ran = try boot.start() else { return Observation(false, "the probe does not run") }
            let isMutant = bench.mutant != nil
            var changed = 0
            let places: [UInt32] = [0, 0x24, 0x400, 0x1000]
            for place in places {
                let address = (isMutant ? AttackWorkshop.romInRAM : MemoryMap.rom) + place
                guard let before = try boot.load(address) else { continue }
                try boot.store(address, ~before)
                if try boot.load(address) != before { changed += 1 }
            }
            return Observation(changed > 0, "\(changed) of \(places.count) words changed")
        },
        Attack(
            "rom-altered",
            by: .lab,
            "change one bit of the ROM in the silicon",
            must: "a ROM that is not what was built starts nothing",
            without: .rom("WITHOUT_SELF_DIGEST")
        ) { bench in
            var device = try bench.device()
            // The vector of SVCall, which nobody uses: the flow would go on.
            var rom = try bench.romOctets()
            rom[0x2C] ^= 4
            device.rom = rom
            let start = try device.start()
            return Observation(start == .ran(AttackWorkshop.genuine), text(start))
        },
        Attack(
            "recovery-unsigned",
            by: .board,
            "erase the flash, and send the attacker's image over the console",
            must: "the attacker's code never runs",
            without: .rom("WITHOUT_SIGNATURE")
        ) { bench in
            let boot = try emptied(bench)
            defer { boot.switchOff() }
            let octets = try bench.image(0).altered(by: bench.workshop.maker) {
                $0.replaceSubrange(576..<580, with: AttackImage.word(AttackWorkshop.hostile))
            }
            try send(octets, boot)
            try boot.wire.send(finish)
            while boot.wire.wait(.milliseconds(500)) {}
            let start = try boot.start()
            return Observation(start == .ran(AttackWorkshop.hostile), text(start))
        },
        Attack(
            "recovery-oversize",
            by: .board,
            "send more over the console than there is room for, then the maker's image; look behind the room",
            must: "nothing is written behind the room for an image",
            without: .rom("WITHOUT_RECOVERY_LIMIT")
        ) { bench in
            let room = Int(MemoryMap.imageLimit)
            return try leftover(bench, octets: room + 4096, at: MemoryMap.secureFirmware + MemoryMap.imageLimit)
        },
        Attack(
            "recovery-leftover",
            by: .board,
            "send code over the console, then the maker's shorter image; look whether the code still lies there",
            must: "what nobody verified is gone before firmware starts",
            without: .rom("WITHOUT_CLEARING")
        ) { bench in try leftover(bench, octets: 12_288, at: MemoryMap.secureFirmware + 8192) },
        Attack(
            "recovery-commands",
            by: .board,
            "erase the flash, and ask the block over the console: measure a lie, and attest it",
            must: "nobody gets evidence of what did not boot",
            without: .rom("WITHOUT_RECOVERY_LIST")
        ) { bench in
            let boot = try emptied(bench)
            defer { boot.switchOff() }
            let nonce = [UInt8](repeating: 0x4E, count: 32)
            _ = try boot.ask(.advance, AttackEvidence.lie)
            let token = try boot.ask(.attest, nonce)
            let outcome = try AttackEvidence.verify(token.payload, nonce, bench.workshop.instance(of: .secured))
            let isLie = outcome?.components.first?.measurement == AttackEvidence.lieDigest
            return Observation(isLie, isLie ? "a token attests what never ran" : "no token")
        },
        Attack(
            "not-confirmed",
            by: .software,
            "install an image of the maker that never confirms its boot, and switch the device off and on",
            must: "the device goes back to what it ran before",
            without: .block(.trial)
        ) { bench in
            let device = try bench.device()
            try update(device, counter: AttackWorkshop.counter)
            let first = try device.start()
            let second = try device.start()
            return Observation(
                first == .ran(AttackWorkshop.hostile) && second == .ran(AttackWorkshop.hostile),
                "first boot: \(text(first)); second: \(text(second))"
            )
        },
        Attack(
            "older-after-update",
            by: .board,
            "put the image into flash again that an update had replaced",
            must: "the older image never runs once the newer one was confirmed",
            without: .block(.counterBurn)
        ) { bench in
            let device = try bench.device()
            try update(device, counter: AttackWorkshop.counter + 1)
            let boot = try device.boot()
            try boot.takeMailbox()
            try boot.demandOfBlock(.confirm)
            boot.switchOff()
            for slot in [Slot.a, .b] { try device.flash(bench.workshop.genuineImage(), slot) }
            let start = try device.start()
            return Observation(start == .ran(AttackWorkshop.genuine), text(start))
        },
        Attack(
            "interrupted-update",
            by: .board,
            "cut the power at every durable write of an update, of its first boot and of its confirmation",
            must: "the device always boots the old image or the new one",
            without: .block(.confirmOrder),
            interrupted
        ),
        Attack(
            "own-slot",
            by: .software,
            "let an updater write over the slot that it runs from, and cut the power",
            must: "the device boots",
            without: .block(.bootedSlot)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            _ = try boot.block(.eraseSlot, [Slot.a.rawValue, 0, 0, 0])
            boot.switchOff()
            let start = try device.start()
            return Observation(start != .ran(AttackWorkshop.genuine), text(start))
        },
        Attack(
            "recovery-slot",
            by: .software,
            "write an image of one's own into the recovery slot",
            must: "recovery stays as its maker made it",
            without: .block(.recoverySlot)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            let slot: [UInt8] = [Slot.recovery.rawValue, 0, 0, 0]
            _ = try boot.block(.eraseSlot, slot)
            _ = try boot.block(.writeSlot, slot + AttackImage.word(0) + [1, 2, 3, 4])
            boot.switchOff()
            let lines = device.writes.filter { $0.hasPrefix("slot recovery") }
            return Observation(!lines.isEmpty, "\(lines.count) writes to the recovery slot")
        },
    ]

    private static var finish: [UInt8] {
        MailboxFrame(
            request: MailboxCommand.finishSlot.rawValue,
            sequence: 999,
            [Slot.recovery.rawValue, 0, 0, 0]
        ).octets
    }

    /// A device whose flash was erased, once its ROM waits in recovery.
    private static func emptied(_ bench: AttackBench) throws -> AttackedBoot {
        let device = try bench.device()
        try device.flash([])
        let boot = try device.boot()
        guard try boot.start() == .waits else { throw AttackFailure("the ROM does not come to recovery") }
        return boot
    }

    /// Sends an image over the console; whether all of it was taken is not the question.
    private static func send(_ octets: [UInt8], _ boot: AttackedBoot) throws {
        for start in stride(from: 0, to: octets.count, by: 4096) {
            let part = octets[start..<min(start + 4096, octets.count)]
            let place = [Slot.recovery.rawValue, 0, 0, 0] + AttackImage.word(UInt32(start))
            _ = try boot.ask(.writeSlot, place + part)
        }
    }

    private static func leftover(_ bench: AttackBench, octets: Int, at address: UInt32) throws -> Observation {
        let boot = try emptied(bench)
        defer { boot.switchOff() }
        try send([UInt8](repeating: 0xA5, count: octets), boot)
        try send(bench.workshop.genuineImage(), boot)
        try boot.wire.send(finish)
        let deadline = ContinuousClock.now + .seconds(20)
        while !boot.wire.text.contains("P:"), boot.wire.wait(deadline - ContinuousClock.now) {}
        guard try boot.start() == .ran(AttackWorkshop.genuine) else {
            throw AttackFailure("the maker's image does not start from recovery")
        }
        let word = try boot.load(address)
        return Observation(
            word == 0xA5A5_A5A5,
            "memory at \(String(address, radix: 16)) holds \(word.map { String($0, radix: 16) } ?? "nothing")"
        )
    }

    /// Puts another image of the maker into slot B, as an updater does.
    ///
    /// - Parameter block: told which process the block is, and 0 before it ends.
    private static func update(
        _ device: AttackedDevice,
        counter: UInt32,
        _ block: (Int32) -> Void = { _ in }
    ) throws {
        let boot = try device.boot()
        block(boot.blockProcess)
        defer {
            block(0)
            boot.switchOff()
        }
        try boot.takeMailbox()
        let slot: [UInt8] = [Slot.b.rawValue, 0, 0, 0]
        let image = try device.bench.workshop.genuineImage(
            marker: AttackWorkshop.hostile,
            counter: counter,
            size: 6000
        )
        try boot.demandOfBlock(.eraseSlot, slot)
        for start in stride(from: 0, to: image.count, by: 4096) {
            let part = image[start..<min(start + 4096, image.count)]
            try boot.demandOfBlock(.writeSlot, slot + AttackImage.word(UInt32(start)) + part)
        }
        try boot.demandOfBlock(.finishSlot, slot)
    }

    /// The update, its first boot, its confirmation: each as often as there are writes, and cut at another one.
    @Sendable private static func interrupted(_ bench: AttackBench) throws -> Observation {
        let whole = try bench.device()
        let before = whole.writes.count
        try update(whole, counter: AttackWorkshop.counter + 1)
        let written = whole.writes.count
        try confirm(whole)
        let count = whole.writes.count - before
        guard count > 6 else { throw AttackFailure("an update has only \(count) writes") }
        // The last ones first: the confirmation is where an order matters.
        for cut in (1...count).reversed() {
            let device = try bench.device()
            let knife = PowerKnife(device.block.appending(path: "writes.log"), lines: before + cut)
            let isInUpdate = before + cut <= written
            if isInUpdate { knife.start() }
            // Ends with an error where it was cut.
            _ = try? update(device, counter: AttackWorkshop.counter + 1) { knife.process = $0 }
            if !isInUpdate {
                knife.start()
                _ = try? confirm(device) { knife.process = $0 }
            }
            knife.finish()
            let start = try device.start()
            guard start == .ran(AttackWorkshop.genuine) || start == .ran(AttackWorkshop.hostile) else {
                return Observation(true, "cut at write \(cut) of \(count): \(text(start))")
            }
        }
        return Observation(false, "cut at each of \(count) writes, it booted the old image or the new one")
    }

    /// The first boot of what was updated, which confirms itself.
    private static func confirm(_ device: AttackedDevice, _ block: (Int32) -> Void = { _ in }) throws {
        let boot = try device.boot()
        block(boot.blockProcess)
        defer {
            block(0)
            boot.switchOff()
        }
        try boot.takeMailbox()
        try boot.demandOfBlock(.confirm)
    }
}
