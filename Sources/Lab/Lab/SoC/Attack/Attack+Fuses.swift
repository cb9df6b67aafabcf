internal import Crypto
internal import SoC
internal import Subsystem

/// Fuses and the mailbox.
extension Attack {
    static let fuses: [Attack] = [
        Attack(
            "fuse-cleared",
            by: .station,
            "burn other revocations over those that are there, so that a revoked key is none",
            must: "a burned bit stays",
            without: .block(.bitsOnlySet)
        ) { bench in
            let device = try bench.device(.station)
            let boot = try onStation(device)
            _ = try boot.ask(.burnFuse, [Fuse.revocations.rawValue, 0, 0, 0, 0b1000, 0, 0, 0])
            boot.switchOff()
            let word = try device.fuses().words(.revocations)?.first ?? 0
            return Observation(word & 0b10 == 0, "revocations in the silicon: 0b\(String(word, radix: 2))")
        },
        Attack(
            "fuse-locked",
            by: .station,
            "burn a region that the maker had locked: close the debug port for its maker",
            must: "a locked region takes no bits",
            without: .block(.locks)
        ) { bench in
            let device = try bench.device(.station)
            let boot = try onStation(device)
            _ = try boot.ask(.burnFuse, [Fuse.debugDisable.rawValue, 0, 0, 0, 1, 0, 0, 0])
            boot.switchOff()
            let word = try device.fuses().words(.debugDisable)?.first ?? 0
            return Observation(word != 0, "debug disable in the silicon: \(word)")
        },
        Attack(
            "root-key-burned",
            by: .software,
            "burn the digest of one's own key into an empty root key, from the secure world in the field",
            must: "no root key is burned in the field",
            without: .block(.commandRules)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            let stranger = bench.workshop.stranger
            let digest = AttackWorkshop.digest(Array(stranger.publicKey.derRepresentation))
            _ = try boot.block(.burnFuse, [Fuse.rootKey3.rawValue, 0, 0, 0] + digest)
            boot.switchOff()
            try device.flash(bench.image(AttackWorkshop.hostile).octets(by: stranger))
            let start = try device.start()
            let lines = device.writes.filter { $0.hasPrefix("fuse rootKey3") }
            return Observation(
                start == .ran(AttackWorkshop.hostile),
                "\(lines.count) writes to root key 3; \(text(start))"
            )
        },
        Attack(
            "counter-carved",
            by: .lab,
            "clear the anti-rollback counter in one of its three copies, and put an older image into flash",
            must: "the older image never runs",
            without: .block(.copies)
        ) { bench in
            let device = try bench.device()
            try device.carve(.secureCounter, copy: 0, [0, 0, 0, 0])
            try device.flash(
                bench.workshop.genuineImage(marker: AttackWorkshop.hostile, counter: AttackWorkshop.counter - 1)
            )
            let start = try device.start()
            return Observation(start == .ran(AttackWorkshop.hostile), text(start))
        },
        Attack(
            "revocation-carved",
            by: .lab,
            "clear a revocation in two of its three copies, and put an image of the revoked key into flash",
            must: "the image never runs",
            without: .block(.strictestCopy)
        ) { bench in
            let device = try bench.device()
            for copy in [1, 2] { try device.carve(.revocations, copy: copy, [0]) }
            try device.flash(bench.image(AttackWorkshop.hostile).octets(by: bench.workshop.former))
            let start = try device.start()
            return Observation(start == .ran(AttackWorkshop.hostile), text(start))
        },
        Attack(
            "frame-replayed",
            by: .software,
            "send a request to the block a second time, octet for octet",
            must: "a request works once",
            without: .block(.sequence)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            let before = device.writes.count
            let frame = boot.frame(.eraseSlot, [Slot.b.rawValue, 0, 0, 0])
            for _ in 0..<2 { _ = try boot.pass(frame) }
            boot.switchOff()
            let lines = device.writes.dropFirst(before).filter { $0.hasPrefix("slot b offset 0 ") }
            return Observation(lines.count > 1, "slot b was erased \(lines.count) times")
        },
        Attack(
            "frame-reordered",
            by: .software,
            "finish a slot with a request that overtakes the last part of its image",
            must: "no slot is complete that is not",
            without: .block(.sequence)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            let slot: [UInt8] = [Slot.b.rawValue, 0, 0, 0]
            try boot.demandOfBlock(.eraseSlot, slot)
            try boot.demandOfBlock(.writeSlot, slot + AttackImage.word(0) + [1, 2, 3, 4])
            _ = try boot.pass(boot.frame(.finishSlot, slot, ahead: 1))
            _ = try boot.pass(boot.frame(.writeSlot, slot + AttackImage.word(4) + [5, 6, 7, 8]))
            boot.switchOff()
            let lines = device.writes.filter { $0.hasPrefix("journal") && $0.contains("b pending 4,") }
            return Observation(!lines.isEmpty, lines.last ?? "the journal never has half an image")
        },
        Attack(
            "frame-damaged",
            by: .board,
            "change an octet of a request on its way, without its checksum: another slot is to be erased",
            must: "a damaged request does nothing",
            without: .block(.checksum)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            let before = device.writes.count
            var frame = boot.frame(.readFuse, [Slot.b.rawValue, 0, 0, 0])
            frame[1] = MailboxCommand.eraseSlot.rawValue
            _ = try boot.pass(frame)
            boot.switchOff()
            let lines = device.writes.dropFirst(before).filter { $0.hasPrefix("slot b") }
            return Observation(!lines.isEmpty, "\(lines.count) writes to slot b")
        },
    ]

    /// A device that waits for its station.
    static func onStation(_ device: AttackedDevice) throws -> AttackedBoot {
        let boot = try device.boot()
        guard try boot.start() == .station else { throw AttackFailure("the device does not wait for its station") }
        return boot
    }
}
