internal import SoC

/// Images that the maker did not sign, not so, or not for this.
extension Attack {
    static let images: [Attack] = [
        Attack(
            "unsigned",
            by: .board,
            "put the attacker's image into flash, with the maker's key and a signature of another image",
            must: "the attacker's code never runs",
            without: .rom("WITHOUT_SIGNATURE")
        ) { bench in
            let image = bench.image(0)
            // The marker is put in after the signature was made.
            let octets = try image.altered(by: bench.workshop.maker) {
                $0.replaceSubrange(576..<580, with: AttackImage.word(AttackWorkshop.hostile))
            }
            return try runs(bench, octets, AttackWorkshop.hostile)
        },
        Attack(
            "wrong-key",
            by: .board,
            "put an image into flash that a key signed which is in no fuse",
            must: "the attacker's code never runs",
            without: .rom("WITHOUT_KEY_FUSES")
        ) { bench in
            let octets = try bench.image(AttackWorkshop.hostile).octets(by: bench.workshop.stranger)
            return try runs(bench, octets, AttackWorkshop.hostile)
        },
        Attack(
            "revoked-key",
            by: .board,
            "put an image into flash that a revoked key signed",
            must: "its code never runs",
            without: .rom("WITHOUT_REVOCATION")
        ) { bench in
            let octets = try bench.image(AttackWorkshop.hostile).octets(by: bench.workshop.former)
            return try runs(bench, octets, AttackWorkshop.hostile)
        },
        Attack(
            "older",
            by: .board,
            "put an image of the maker into flash whose counter is below the fuses'",
            must: "the older image never runs",
            without: .rom("WITHOUT_COUNTER")
        ) { bench in
            let octets = try bench.workshop.genuineImage(
                marker: AttackWorkshop.hostile,
                counter: AttackWorkshop.counter - 1
            )
            return try runs(bench, octets, AttackWorkshop.hostile)
        },
        Attack(
            "altered-code",
            by: .board,
            "change an octet of the maker's code, and make the image's hash again",
            must: "the changed image never runs",
            without: .rom("WITHOUT_SIGNATURE")
        ) { bench in
            let image = bench.image(AttackWorkshop.genuine, size: 4096)
            return try runs(bench, image.altered(by: bench.workshop.maker) { $0[4000] ^= 1 }, AttackWorkshop.genuine)
        },
        Attack(
            "altered-header",
            by: .board,
            "change the version in the maker's header, and make the image's hash again",
            must: "the changed image never runs",
            without: .rom("WITHOUT_SIGNATURE")
        ) { bench in
            let image = bench.image(AttackWorkshop.genuine)
            return try runs(bench, image.altered(by: bench.workshop.maker) { $0[20] ^= 1 }, AttackWorkshop.genuine)
        },
        Attack(
            "altered-counter",
            by: .board,
            "raise the counter of an old image of the maker, and make the image's hash again",
            must: "the changed image never runs",
            without: .rom("WITHOUT_SIGNATURE")
        ) { bench in
            var image = bench.image(AttackWorkshop.hostile)
            image.counter = 1
            let octets = try image.altered(by: bench.workshop.maker) { $0[$0.count - 4] = 9 }
            return try runs(bench, octets, AttackWorkshop.hostile)
        },
        Attack(
            "altered-hash",
            by: .board,
            "change an octet of the hash that an image of the maker names",
            must: "the changed image never runs",
            without: .rom("WITHOUT_HASH")
        ) { bench in
            var image = bench.image(AttackWorkshop.genuine)
            image.change = { $0[0].value[31] ^= 1 }
            return try runs(bench, image.octets(by: bench.workshop.maker), AttackWorkshop.genuine)
        },
        Attack(
            "flipped",
            by: .board,
            "flip one bit of the maker's image: in every region of it, at its beginning, middle and end",
            must: "no changed image runs",
            without: .rom("WITHOUT_SIGNATURE"),
            flipped
        ),
        Attack(
            "truncated",
            by: .board,
            "put the beginning of the maker's image into flash, cut at several places",
            must: "no part of an image runs",
            without: .rom("WITHOUT_SIGNATURE"),
            truncated
        ),
        Attack(
            "other-stage",
            by: .board,
            "put an image into the secure firmware's place that the maker signed for another place",
            must: "it never runs there",
            without: .rom("WITHOUT_LOAD_ADDRESS")
        ) { bench in
            var image = bench.image(AttackWorkshop.hostile)
            image.loadAddress = MemoryMap.application
            return try runs(bench, image.octets(by: bench.workshop.maker), AttackWorkshop.hostile)
        },
        Attack(
            "not-bootable",
            by: .board,
            "put an image into flash that the maker signed as one that no boot loader starts",
            must: "it never runs",
            without: .rom("WITHOUT_FLAGS")
        ) { bench in
            var image = bench.image(AttackWorkshop.hostile)
            image.flags |= 0x10
            return try runs(bench, image.octets(by: bench.workshop.maker), AttackWorkshop.hostile)
        },
        Attack(
            "alien-tlv",
            by: .board,
            "add a TLV to the maker's image where no signature covers it",
            must: "the changed image never runs",
            without: .rom("WITHOUT_TLV_LIST")
        ) { bench in
            var image = bench.image(AttackWorkshop.genuine)
            image.change = { $0.append(AttackImage.TLV(type: 0xA0, value: [1, 2, 3, 4])) }
            return try runs(bench, image.octets(by: bench.workshop.maker), AttackWorkshop.genuine)
        },
        Attack(
            "double-tlv",
            by: .board,
            "put a second hash before the true one, where no signature covers it",
            must: "the changed image never runs",
            without: .rom("WITHOUT_TLV_ONCE")
        ) { bench in
            var image = bench.image(AttackWorkshop.genuine)
            image.change = {
                $0.insert(AttackImage.TLV(type: 0x10, value: [UInt8](repeating: 7, count: 32)), at: 0)
            }
            return try runs(bench, image.octets(by: bench.workshop.maker), AttackWorkshop.genuine)
        },
        Attack(
            "behind-the-image",
            by: .board,
            "put octets behind the maker's image, where nothing signs them",
            must: "an image with a companion never runs",
            without: .rom("WITHOUT_ERASED")
        ) { bench in
            let octets = try bench.workshop.genuineImage() + [0xDE, 0xAD, 0xBE, 0xEF]
            return try runs(bench, octets, AttackWorkshop.genuine)
        },
        Attack(
            "changed-after-check",
            by: .board,
            "let the flash answer with another image the second time that it is read",
            must: "what runs is what was verified",
            without: .rom("WITHOUT_SINGLE_READ")
        ) { bench in
            let octets = try bench.image(AttackWorkshop.hostile).octets(by: bench.workshop.stranger)
            let boot = try bench.device().boot(tap: octets)
            defer { boot.switchOff() }
            let start = try boot.start()
            return Observation(start == .ran(AttackWorkshop.hostile), text(start))
        },
    ]

    /// Whether the image in slot A runs.
    private static func runs(_ bench: AttackBench, _ image: [UInt8], _ marker: UInt32) throws -> Observation {
        let device = try bench.device()
        try device.flash(image)
        let start = try device.start()
        return Observation(start == .ran(marker), text(start))
    }

    static func text(_ start: AttackedBoot.Start) -> String {
        switch start {
        case .ran(let marker): "code ran that prints \(String(marker, radix: 16))"
        case .waits: "no code ran; the ROM waits in recovery"
        case .station: "no code ran; the ROM waits for its station"
        case .halted: "no code ran; the ROM halted"
        }
    }

    @Sendable private static func flipped(_ bench: AttackBench) throws -> Observation {
        let image = bench.image(AttackWorkshop.genuine, size: 1024)
        let octets = try image.octets(by: bench.workshop.maker)
        let covered = image.covered.count
        let payload = 512..<(512 + image.payload.count)
        // Of each region: the header, its padding, the code, protected TLVs, then what no signature covers.
        let regions = [
            0..<32, 32..<512, payload, payload.upperBound..<covered, covered..<(covered + 4),
            (covered + 4)..<(covered + 40), (covered + 40)..<(covered + 135), (covered + 135)..<octets.count,
        ]
        var ran: [Int] = []
        var count = 0
        // What a signature is comes last, and is where its absence shows at once.
        for region in regions.reversed() {
            for place in Set([region.lowerBound, (region.lowerBound + region.upperBound) / 2, region.upperBound - 1])
                .sorted()
            {
                var flipped = octets
                flipped[place] ^= 1
                count += 1
                if try runs(bench, flipped, AttackWorkshop.genuine).succeeded { ran.append(place) }
            }
            // One that runs is enough.
            if !ran.isEmpty { break }
        }
        return Observation(!ran.isEmpty, ran.isEmpty ? "none of \(count) ran" : "ran with octet \(ran[0]) changed")
    }

    @Sendable private static func truncated(_ bench: AttackBench) throws -> Observation {
        let image = bench.image(AttackWorkshop.genuine, size: 2048)
        let octets = try image.octets(by: bench.workshop.maker)
        let covered = image.covered.count
        let cuts = [0, 16, 32, 512, 1024, covered - 1, covered, covered + 40, octets.count - 1]
        for cut in cuts {
            if try runs(bench, Array(octets.prefix(cut)), AttackWorkshop.genuine).succeeded {
                return Observation(true, "the first \(cut) octets ran")
            }
        }
        // Shorter code, whose header and hash say so: what somebody makes who knows the format.
        let shorter = try image.altered(by: bench.workshop.maker) {
            $0.replaceSubrange(12..<16, with: AttackImage.word(1024))
            $0.removeSubrange(1536..<(512 + 2048))
        }
        let repaired = try runs(bench, shorter, AttackWorkshop.genuine)
        return Observation(repaired.succeeded, repaired.succeeded ? repaired.seen : "none of \(cuts.count + 1) ran")
    }
}
