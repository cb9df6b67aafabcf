import Foundation
import Testing

@testable import Lab

/// Which trials there are, without making any.
@Suite struct FaultPlanTests {
    /// Skipped, decided, loaded and nothing of these, by what the architecture's manual says.
    @Test(
        arguments: [
            (0xD1FE, 0, 2, true, []),  // bne
            (0xDEFE, 0, 2, false, []),  // udf
            (0xB918, 0, 2, true, []),  // cbnz
            (0xB510, 0, 2, false, []),  // push {r4, lr}
            (0xBF08, 0, 2, true, []),  // it eq
            (0xBF00, 0, 2, false, []),  // nop
            (0xF43F, 0xAFFE, 4, true, []),  // beq.w
            (0xF3BF, 0x8F4F, 4, false, []),  // dsb
            (0x4837, 0, 2, false, [0]),  // ldr r0, [pc, #0xdc]
            (0x6823, 0, 2, false, [3]),  // ldr r3, [r4]
            (0x6041, 0, 2, false, []),  // str r1, [r0, #4]
            (0x5CD1, 0, 2, false, [1]),  // ldrb r1, [r2, r3]
            (0x56D1, 0, 2, false, [1]),  // ldrsb r1, [r2, r3]
            (0x9A01, 0, 2, false, [2]),  // ldr r2, [sp, #4]
            (0xBDF0, 0, 2, false, [4, 5, 6, 7]),  // pop {r4-r7, pc}
            (0xC90C, 0, 2, false, [2, 3]),  // ldm r1!, {r2, r3}
            (0xF89D, 0x000C, 4, false, [0]),  // ldrb.w r0, [sp, #12]
            (0xF85D, 0xFB04, 4, false, []),  // ldr pc, [sp], #4
            (0xE9D0, 0x2301, 4, false, [2, 3]),  // ldrd r2, r3, [r0, #4]
            (0xE9C0, 0x2301, 4, false, []),  // strd
            (0xE8BD, 0x8FF0, 4, false, [4, 5, 6, 7, 8, 9, 10, 11]),  // pop.w {r4-r11, pc}
            (0xE92D, 0x4EF0, 4, false, []),  // push.w
            (0xF811, 0x2B01, 4, false, [2]),  // ldrb r2, [r1], #1
        ] as [(UInt16, UInt16, Int, Bool, [Int])]
    )
    func `an instruction says what can be struck`(
        first: UInt16,
        second: UInt16,
        size: Int,
        isDecision: Bool,
        loaded: [Int]
    ) {
        let instruction = ThumbInstruction(first, second)
        #expect(instruction.size == size && instruction.isDecision == isDecision && instruction.loaded == loaded)
    }

    /// Two instructions of a function that decides, then one of one that waits for a UART.
    private func plan() throws -> FaultPlan {
        let octets: [UInt8] = [0x23, 0x68, 0xFE, 0xD1, 0x00, 0xBF, 0x00, 0xBF, 0x00, 0xBF, 0x00, 0xBF]
        let rom = ROMText(
            octets: octets,
            symbols: [(0x1000_0000, "$e9BootImage0B12VerificationV"), (0x1000_0004, "$e7BootROM4UARTV4read")]
        )
        let path = NSTemporaryDirectory() + "trace-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = """
            IN: one
            0x10000000:  6823       ldr      r3, [r4]
            0x10000002:  d1fe       bne      #0x10000002

            Trace 0: 0x7f114c000100 [0080044a/10000000/00000150/ff080200] one
            Trace 0: 0x7f114c000100 [0080044a/10000000/00000150/ff080200] one
            IN: one
            0x10000002:  d1fe       bne      #0x10000002

            Trace 0: 0x7f114c000100 [0080044a/10000002/00000150/ff080601] one
            Trace 0: 0x7f114c000100 [0080044a/10000002/00000150/ff080601] one
            IN: two
            0x10000004:  bf00       nop

            Trace 0: 0x7f114c000100 [0080044a/10000004/00000150/ff080200] two
            Trace 0: 0x7f114c000100 [0080044a/10000000/00000150/ff080200] one
            Stopped execution of TB chain before 0x7f114c000100 [10000000] one
            Trace 0: 0x7f114c000100 [0080044a/00000004/00000150/ff080200] elsewhere

            """
        try Data(log.utf8).write(to: URL(fileURLWithPath: path))
        let trace = try FaultTrace(log: path, rom)
        // Twice, as the third time did not come to be; two and two times; once, which the host may make more of.
        #expect(trace.counts == [0x1000_0000: 2, 0x1000_0002: 3, 0x1000_0004: 3])
        return FaultPlan(.tampered, rom, [.verify: trace])
    }

    @Test func `every trial has one number, and a number names one trial`() throws {
        let plan = try plan()
        // Eight of each way of skipping, the flips of one branch, the ways of one load.
        #expect(plan.count == 2 * 8 + (15 * 32 + 4) + 3)
        let trials = (0..<plan.count).map { plan[$0] }
        #expect(Set(trials).count == plan.count)
        #expect(trials.filter { $0.model == .load }.allSatisfy { $0.address == 0x1000_0000 })
        #expect(trials.filter(\.isJudging).count == plan.count - 6)
        let ranges = FaultModel.allCases.flatMap { model in [true, false].map { plan.numbers(model, isJudging: $0) } }
        #expect(ranges.flatMap { $0.joined() }.sorted() == Array(0..<plan.count))
    }

    @Test func `a seed chooses the same trials each time, and another seed others`() throws {
        let plan = try plan()
        let sample = FaultSample(count: 100, seed: 7)
        let numbers = sample.numbers(of: plan, share: 1, salt: "tampered")
        #expect(numbers == sample.numbers(of: plan, share: 1, salt: "tampered"))
        #expect(numbers != FaultSample(count: 100, seed: 8).numbers(of: plan, share: 1, salt: "tampered"))
        #expect(numbers == Set(numbers).sorted() && numbers.allSatisfy { $0 < plan.count })
        #expect(FaultSample().numbers(of: plan, share: 1, salt: "") == Array(0..<plan.count))
    }

    @Test func `shards have every trial once`() {
        let numbers = (0..<1000).map { $0 * 7 }
        let parts = (1...8).map { FaultCampaign.part($0, of: 8, numbers) }
        #expect(parts.flatMap { $0 }.sorted() == numbers)
        #expect(parts.allSatisfy { $0.count == 125 })
    }

    @Test func `what was tried is tried no more, whole lines only, and a journal of another campaign is refused`()
        throws
    {
        let path = NSTemporaryDirectory() + "journal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let identity = FaultJournal.Identity(roms: ["ships": "00"], sample: FaultSample(count: 10, seed: 3))
        func key(_ build: FaultBuild, _ image: FaultImage, _ model: FaultModel, variant: Int) -> FaultJournal.Key {
            let trial = FaultTrial(
                image: image,
                model: model,
                window: .verify,
                address: 0x1000_09A4,
                occurrence: 3,
                variant: variant,
                isDecision: true
            )
            return FaultJournal.Key(build, trial)
        }
        let first = key(.ships, .tampered, .skipTwo, variant: 0)
        let second = key(.unhardened, .wrongKey, .flip, variant: 5)
        let journal = try FaultJournal([path], identity)
        try journal.append(first, FaultJournal.Entry(verdict: .refused, isStruck: true))
        try journal.append(second, FaultJournal.Entry(verdict: .bypassed, isStruck: false))
        // Killed while it wrote the next line, which would otherwise be read as another trial's.
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("ships tampered flip verify 100009a4 3 6".utf8))
        let again = try FaultJournal([path], identity)
        #expect(again.entries == journal.entries && again.entries.count == 2)
        let third = key(.ships, .tampered, .flip, variant: 61)
        try again.append(third, FaultJournal.Entry(verdict: .hung, isStruck: true))
        #expect(try FaultJournal([path], identity).entries[third]?.verdict == .hung)
        var other = identity
        other.roms["ships"] = "01"
        #expect(throws: (any Error).self) { try FaultJournal([path], other) }
    }
}
