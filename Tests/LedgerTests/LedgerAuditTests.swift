import Ledger
import Model
import StoreConformance
import Synchronization
import Testing

@Suite struct LedgerAuditTests {
    private static let count = 530

    private func ledger(_ count: Int = count) async throws -> (MemoryLedger, kept: String) {
        var ledger = try MemoryLedger((0..<count).map { Sample.record($0, device: "d") })
        let kept = try await ledger.signed()
        ledger.note = kept
        return (ledger, kept)
    }

    private func judge(_ ledger: MemoryLedger, _ kept: String...) async throws -> Judgement {
        try await LedgerAudit(key: Sample.key(), since: kept).judge(ledger, tenant: .default)
    }

    /// Whether a failure names this entry, in words and as its location or within its range.
    private func names(_ entry: Int, _ judgement: Judgement) -> Bool {
        judgement.failures.contains { finding in
            let numbers = (finding.location ?? "").split(separator: " ").compactMap { Int($0) }
            guard let first = numbers.first, let last = numbers.last, finding.code != .ledgerRewritten else {
                return false
            }
            return (first...last).contains(entry)
        }
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 512, 513, 530]) func `a sound ledger holds`(_ count: Int) async throws {
        let (ledger, kept) = try await ledger(count)
        let told = Mutex<[UInt64]>([])
        let judgement = try await LedgerAudit(key: Sample.key(), since: [kept]).judge(ledger, tenant: .default) {
            checked,
            _ in told.withLock { $0.append(checked) }
        }
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(judgement.findings.allSatisfy { $0.severity == .held })
        #expect(told.withLock { $0.last ?? 0 } == UInt64(count))
    }

    @Test func `every entry's edit is found and named`() async throws {
        let (sound, kept) = try await ledger()
        for entry in 0..<Self.count {
            var ledger = sound
            ledger.leaves[UInt64(entry)]?.bytes[60] ^= 1
            let judgement = try await judge(ledger, kept)
            #expect(!judgement.holds && names(entry, judgement), "entry \(entry)")
        }
    }

    @Test func `every entry's removal is found and named`() async throws {
        let (sound, kept) = try await ledger()
        for entry in 0..<Self.count {
            var ledger = sound
            ledger.leaves[UInt64(entry)] = nil
            let judgement = try await judge(ledger, kept)
            #expect(!judgement.holds && names(entry, judgement), "entry \(entry)")
        }
    }

    @Test func `every exchange of neighbours is found, and both are named`() async throws {
        let (sound, kept) = try await ledger()
        for entry in 0..<(Self.count - 1) {
            var ledger = sound
            ledger.leaves[UInt64(entry)] = sound.leaves[UInt64(entry + 1)]
            ledger.leaves[UInt64(entry + 1)] = sound.leaves[UInt64(entry)]
            let judgement = try await judge(ledger, kept)
            #expect(names(entry, judgement) && names(entry + 1, judgement), "entry \(entry)")
        }
    }

    @Test func `an entry removed and the rest moved up is named, and the finding says whose bytes stand there`()
        async throws
    {
        let (sound, kept) = try await ledger()
        for entry in [0, 5, 254, 255, 256, 528] {
            var ledger = sound
            for place in UInt64(entry)..<ledger.size { ledger.leaves[place] = sound.leaves[place + 1] }
            let judgement = try await judge(ledger, kept)
            #expect(names(entry, judgement), "entry \(entry)")
            if entry % 256 != 255 {
                #expect(judgement.failures[0].claim.contains("the bytes of entry \(entry + 1)"))
            }
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 512, 529]) func `a truncation is found, however thorough`(
        size: Int
    ) async throws {
        let (sound, kept) = try await ledger()
        // The leaves alone; the leaves and the size; everything, rebuilt.
        var leaves = sound
        for entry in UInt64(size)..<sound.size { leaves.leaves[entry] = nil }
        #expect(names(size, try await judge(leaves, kept)))
        var sized = leaves
        sized.size = UInt64(size)
        #expect(try await judge(sized).failures.contains { [.ledgerEnd, .ledgerTile].contains($0.code) })
        var rebuilt = try MemoryLedger(leaves: Array(sound.sequence.prefix(size)))
        rebuilt.note = sound.note
        // The stored checkpoint gives it away; with it gone, only the kept one does.
        #expect(try await judge(rebuilt).failures.map(\.code) == [.ledgerTruncated])
        rebuilt.note = nil
        let judgement = try await judge(rebuilt, kept)
        #expect(judgement.failures.contains { $0.code == .ledgerTruncated && $0.location == "entry \(size)" })
        // The control: what only a kept checkpoint shows, none shows without it, and the audit says what it rests on.
        let blind = try await judge(rebuilt)
        #expect(blind.failures.isEmpty)
        #expect(size == 0 || blind.findings.contains { $0.code == .ledgerUncovered && $0.severity == .noted })
    }

    @Test func `a signed checkpoint of more entries than an Int counts is a finding, not a crash`() async throws {
        let (ledger, _) = try await ledger(3)
        let root = try await ledger.root(at: 3, tenant: .default)
        let checkpoint = Checkpoint(origin: Sample.origin, size: .max, root: root)
        let kept = try await SignedNote.sign(checkpoint.text, name: Sample.origin, with: Sample.signer()).description
        #expect(try await judge(ledger, kept).failures.map(\.code).contains(.ledgerTruncated))
    }

    @Test func `entries and tiles rewritten together are found by the kept checkpoint, which says what it can tell`()
        async throws
    {
        let (sound, kept) = try await ledger()
        var older = try MemoryLedger(leaves: Array(sound.sequence.prefix(300)))
        let keptOlder = try await older.signed()
        try older.append([])

        var sequence = sound.sequence
        sequence[400].bytes = try Sample.record(9999, device: "d").canonicalBytes()
        var rewritten = try MemoryLedger(leaves: sequence)
        rewritten.note = try await rewritten.signed()
        // Even the key was stolen: the ledger is sound in itself.
        #expect(try await judge(rewritten).holds)

        let judgement = try await judge(rewritten, kept)
        let finding = judgement.failures.first { $0.code == .ledgerRewritten }
        #expect(judgement.failures.contains { $0.code == .ledgerKept })
        #expect(finding?.location == "entries 0 to 529")
        #expect(finding?.claim.contains("only the checkpoint shows it") == true)
        // An older checkpoint that still holds narrows it down.
        let narrowed = try await judge(rewritten, kept, keptOlder)
        #expect(narrowed.failures.first { $0.code == .ledgerRewritten }?.location == "entries 300 to 529")
    }

    @Test func `an entry rewritten with its own tile alone is narrowed down to that tile`() async throws {
        let (sound, kept) = try await ledger()
        var sequence = sound.sequence
        sequence[3].bytes = try Sample.record(9999, device: "d").canonicalBytes()
        let rewritten = try MemoryLedger(leaves: sequence)
        var ledger = sound
        ledger.leaves = rewritten.leaves
        ledger.tiles[TileCoordinate(level: 0, index: 0)] = rewritten.tiles[TileCoordinate(level: 0, index: 0)]
        let judgement = try await judge(ledger, kept)
        #expect(judgement.failures.contains { $0.code == .ledgerTile && $0.claim.contains("entries 0 to 255") })
        #expect(!judgement.failures.contains { $0.code == .ledgerRewritten })
    }

    @Test func `every changed octet of every tile is found`() async throws {
        let (sound, kept) = try await ledger()
        for (coordinate, bytes) in sound.tiles {
            for place in stride(from: 0, to: bytes.count, by: 97) {
                var ledger = sound
                ledger.tiles[coordinate]?[place] ^= 0x80
                let judgement = try await judge(ledger, kept)
                #expect(!judgement.holds, "\(coordinate), octet \(place)")
                if coordinate.level == 0 {
                    #expect(names(Int(coordinate.index) * 256 + place / 32, judgement))
                }
            }
            for count in [0, 31, bytes.count - 32, bytes.count - 1] {
                var ledger = sound
                ledger.tiles[coordinate] = Array(bytes.prefix(count))
                #expect(try await !judge(ledger, kept).holds, "\(coordinate), \(count) octets")
            }
            var ledger = sound
            ledger.tiles[coordinate] = nil
            #expect(try await !judge(ledger, kept).holds, "\(coordinate) gone")
            ledger.tiles[coordinate] = bytes + bytes.prefix(32)
            #expect(try await !judge(ledger, kept).holds, "\(coordinate) longer")
        }
    }

    @Test func `a checkpoint changed, foreign, gone or set back is found`() async throws {
        let (sound, kept) = try await ledger()
        var ledger = sound
        ledger.note = sound.note.map { $0.replacing("530", with: "531") }
        #expect(try await judge(ledger).failures.map(\.code) == [.ledgerCheckpoint])
        ledger.note = nil
        #expect(try await judge(ledger, kept).failures.map(\.code) == [.ledgerCheckpoint])
        ledger.note = try await MemoryLedger(leaves: Array(sound.sequence.prefix(9))).signed()
        #expect(try await judge(ledger, kept).failures.map(\.code) == [.ledgerCheckpoint])
        let foreign = try await LedgerAudit(key: Sample.key(seed: 8)).judge(sound, tenant: .default)
        #expect(foreign.failures.map(\.code) == [.ledgerCheckpoint])
        #expect(try await judge(sound, "no checkpoint").failures.first?.code == .ledgerKept)
    }

    @Test func `an entry filed under another device is found`() async throws {
        let (sound, kept) = try await ledger(20)
        for device in [nil, "e"] {
            var ledger = sound
            ledger.leaves[7]?.place = device
            let judgement = try await judge(ledger, kept)
            #expect(judgement.failures.map(\.code) == [.ledgerIndex])
            #expect(names(7, judgement))
        }
    }

    @Test func `a size raised beyond all reason costs no more than the ledger`() async throws {
        let (sound, kept) = try await ledger()
        var ledger = sound
        ledger.size = 1 << 62
        let judgement = try await judge(ledger, kept)
        #expect(names(530, judgement))
    }

    @Test func `many findings are counted, not listed`() async throws {
        let (sound, kept) = try await ledger()
        var ledger = sound
        for entry in stride(from: UInt64(0), to: 530, by: 2) { ledger.leaves[entry]?.bytes[60] ^= 1 }
        let judgement = try await judge(ledger, kept)
        #expect(judgement.failures.count < 120)
        #expect(judgement.failures.contains { $0.code == .ledgerMore })
    }
}
