internal import Foundation
internal import SoC
internal import Subsystem

/// The secure world, attacked by the application that it serves: all of the non-secure world is the attacker's.
extension Attack {
    static let world: [Attack] = [
        Attack(
            "application-altered",
            by: .board,
            "put an application into flash whose code was changed, and make its hash again",
            must: "the changed application never runs",
            without: .secureWorld("WITHOUT_SIGNATURE")
        ) { bench in
            try application(bench) { image, maker in
                // An octet of its last word, which is filling.
                try image.altered(by: maker) { $0[512 + image.payload.count - 1] ^= 1 }
            }
        },
        Attack(
            "application-older",
            by: .board,
            "put an application of the maker into flash whose counter is below the fuses'",
            must: "the older application never runs",
            without: .secureWorld("WITHOUT_COUNTER")
        ) { bench in
            try application(bench) { image, maker in
                var image = image
                image.counter = AttackWorkshop.counter - 1
                return try image.octets(by: maker)
            }
        },
        Attack(
            "secret-read-by-application",
            by: .software,
            "read the unique secret's fuses from the non-secure world, through the gateway",
            must: "no command says the secret",
            without: .block(.secretUnreadable)
        ) { bench in
            let (device, boot) = try running(bench, bench.workshop.programs.application())
            defer { boot.switchOff() }
            let answer = try boot.ask(.readFuse, [Fuse.uniqueSecret.rawValue])
            let secret = try device.secret
            let isThere = answer.payload.starts(with: secret)
            return Observation(isThere, isThere ? "the secret, as it lies in the silicon" : "no secret")
        },
        Attack(
            "secure-memory-read",
            by: .software,
            "read the secure world's memory from the non-secure world",
            must: "the access faults, and the device resets",
            without: .secureWorld("WITHOUT_MEMORY_ISOLATION")
        ) { bench in
            let (_, boot) = try running(bench, bench.workshop.programs.hostileApplication)
            defer { boot.switchOff() }
            let word = try boot.probe(0xF1, MemoryMap.application - 0x1_0000)
            let isThere = word == AttackWorkshop.pattern
            return Observation(isThere, isThere ? "the secure world's secret" : "no word; the console ended")
        },
        Attack(
            "mailbox-from-application",
            by: .software,
            "speak with the block from the non-secure world, beside the gateway: put a line into its log of boots",
            must: "the access faults, and the block hears nothing",
            without: .secureWorld("WITHOUT_MAILBOX_WALL")
        ) { bench in
            let (device, boot) = try running(bench, bench.workshop.programs.hostileApplication)
            // An octet that begins no frame: the answer names the number that is awaited.
            if let header = try boot.answer(toOctet: 0, count: MailboxHeader.size) {
                let frame = MailboxFrame(
                    request: MailboxCommand.report.rawValue,
                    sequence: UInt16(header[4]) | UInt16(header[5]) << 8,
                    AttackImage.word(AttackWorkshop.hostile) + AttackImage.word(0)
                )
                if try boot.tell(frame.octets) { waitForBoots(device) }
            }
            boot.switchOff()
            return inBoots(device)
        },
        Attack(
            "gateway-command",
            by: .software,
            "ask through the gateway for what is the secure world's: put a line into the block's log of boots",
            must: "the gateway passes on what applications may ask, and nothing else",
            without: .secureWorld("WITHOUT_GATEWAY_LIST")
        ) { bench in
            let (device, boot) = try running(bench, bench.workshop.programs.application())
            _ = try boot.ask(.report, AttackImage.word(AttackWorkshop.hostile) + AttackImage.word(0))
            boot.switchOff()
            return inBoots(device)
        },
        Attack(
            "gateway-pointer",
            by: .software,
            "have the gateway seal the secure world's memory, and unseal it",
            must: "the gateway reads what the application could read itself",
            without: .secureWorld("WITHOUT_POINTER_CHECK")
        ) { bench in
            let (_, boot) = try running(bench, bench.workshop.programs.hostileApplication)
            defer { boot.switchOff() }
            let secret = MemoryMap.secureFirmware + 0x1_0000
            let (sealed, opened) = (MemoryMap.applicationRAM + 0x4000, MemoryMap.applicationRAM + 0x5000)
            let size = UInt32(16 + 36)
            _ = try boot.probe(0xF0, UInt32(MailboxCommand.seal.rawValue), secret, sealed, 16, size)
            _ = try boot.probe(0xF0, UInt32(MailboxCommand.unseal.rawValue), sealed, opened, size, 16)
            let word = try boot.probe(0xF1, opened)
            let isThere = word == AttackWorkshop.pattern
            return Observation(isThere, isThere ? "the secure world's secret" : "another word")
        },
    ]

    /// A delivered device with this application, once it answers.
    private static func running(
        _ bench: AttackBench,
        _ application: URL
    ) throws -> (AttackedDevice, AttackedBoot) {
        let device = try bench.device(.delivered)
        try device.flash(bench.deliveredImage(application))
        let boot = try device.boot()
        guard boot.waitForApplication() else {
            defer { boot.switchOff() }
            throw AttackFailure("the application does not run: \(boot.wire.text.suffix(200))")
        }
        return (device, boot)
    }

    /// Whether an application runs that was signed so; it is the attacker's, and only it answers as a probe does.
    private static func application(
        _ bench: AttackBench,
        _ sign: (AttackImage, AttackWorkshop.Key) throws -> [UInt8]
    ) throws -> Observation {
        let device = try bench.device(.delivered)
        // The counter of applications is burned by the first boot that is confirmed.
        let first = try device.boot()
        guard first.waitForApplication() else { throw AttackFailure("the delivered device does not run") }
        first.switchOff()
        var slot = try bench.deliveredImage(bench.workshop.programs.application())
        var image = AttackImage(payload: try LabFiles.read(bench.workshop.programs.hostileApplication))
        image.payload += [0, 0, 0, 0]
        image.counter = AttackWorkshop.counter
        image.loadAddress = MemoryMap.application
        slot.replaceSubrange(Int(MemoryMap.applicationOffset)..., with: try sign(image, bench.workshop.maker))
        try device.flash(slot)
        let boot = try device.boot()
        defer { boot.switchOff() }
        guard boot.waitForApplication() else { return Observation(false, "no application runs") }
        let word = try boot.probe(0xF1, MemoryMap.application)
        return Observation(word == AttackImage.word(0x96F3_B83D), "the attacker's application answers")
    }

    private static func inBoots(_ device: AttackedDevice) -> Observation {
        let file = device.block.appending(path: "boots.log")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let mark = "code 0x" + String(AttackWorkshop.hostile, radix: 16)
        let isThere = text.contains(mark)
        return Observation(
            isThere,
            isThere ? "the attacker's line is in the block's log" : "no line in the block's log"
        )
    }

    /// Gives the block time to write what it was told.
    private static func waitForBoots(_ device: AttackedDevice) {
        let end = ContinuousClock.now + .seconds(30)
        while !inBoots(device).succeeded, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.02) }
    }
}
