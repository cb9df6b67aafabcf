import Foundation
import Lab
import SoC
import Testing

/// The wall between the two worlds, from an application that has all of the non-secure one: what the gateway refuses, and
/// what ends the boot.
@Suite(.serialized) struct GatewayTests {
    /// Memory of the application's own.
    private static let (input, output): (UInt32, UInt32) = (0x2002_4000, 0x2002_5000)

    /// What is secure, by whatever address.
    private static let secure: [(String, UInt32)] = [
        ("secure RAM", MemoryMap.secureRAM), ("secure RAM by its other alias", 0x2000_0000),
        ("secure firmware", MemoryMap.secureFirmware), ("secure firmware by its other alias", 0x0A40_0200),
        ("the gateway, as data", MemoryMap.secureGateway), ("the ROM", MemoryMap.rom), ("the ROM's other alias", 0),
        ("the application, as the secure world has it", MemoryMap.applicationBySecureAlias),
        ("its RAM, as the secure world has it", 0x3002_0000), ("the rest of the code SRAM", 0x0A44_0000),
        ("the mailbox", 0x5010_6000), ("the mailbox's other alias", 0x4010_6000),
        ("the security controller", 0x5008_0014), ("its other alias", 0x4008_0014),
        // Behind here only as pointers: each load is a boot.
        ("the next request's number", MemoryMap.nextRequest), ("the secure world's stack", 0x3000_FFF0),
        ("the rest of the SRAM", 0x2004_0000), ("the console, as the secure world has it", 0x5010_5000),
        ("the controller of the code SRAM", 0x5210_0000), ("a timer", 0x4000_0000),
        ("the other core's wait", 0x5002_1118),
    ]

    @Test func `pointers to what is not the application's are refused, and nothing happens`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(BuiltFirmware.probing))
        try device.running { (console: SoCConsole) throws in
            let random = UInt32(MailboxCommand.random.rawValue)
            let (input, output) = (Self.input, Self.output)
            let limit = UInt32(MailboxHeader.payloadLimit)
            /// The gateway's status, and how many octets it wrote.
            func ask(_ command: UInt32, _ input: UInt32, _ output: UInt32, _ count: UInt32, _ room: UInt32) throws
                -> (UInt32, UInt32)
            {
                let answer = try console.ask(.gateway(command, input, output, count: count, capacity: room))
                let word = try #require(answer.first)
                return (word & 0xFFFF, word >> 16)
            }
            let foreign = UInt32(MailboxStatus.foreignMemory.rawValue)
            #expect(try console.ask(.store(input, 32)) == [32])
            #expect(try console.ask(.store(output, 0x5AFE_5AFE)) == [0x5AFE_5AFE])
            let others: [(String, UInt32)] = [
                ("the console's registers", 0x4010_5000), ("the system control space", 0xE000_ED00),
                ("the secure view of it", 0xE002_ED00), ("behind its RAM's end", 0x2003_FFFD),
                ("before its RAM", 0x2001_FFFF), ("behind its code's end", 0x0A43_FFFE), ("before it", 0x0A41_FFFD),
                ("around the address space", 0xFFFF_FFFE), ("its end", 0xFFFF_FFFC),
            ]
            for (name, address) in Self.secure + others {
                #expect(try ask(random, address, output, 4, 32) == (foreign, 0), "from \(name)")
                #expect(try ask(random, input, address, 4, 32) == (foreign, 0), "to \(name)")
                #expect(try ask(random, input, address, 4, limit) == (foreign, 0), "to \(name), long")
            }
            #expect(try console.ask(.load(output)) == [0x5AFE_5AFE])
            // Counts that no frame has; commands that nobody has.
            for count in [limit + 1, 0xFFFF] {
                #expect(try ask(random, input, output, count, 32).0 == UInt32(MailboxStatus.malformed.rawValue))
                #expect(try ask(random, input, output, 4, count).0 == UInt32(MailboxStatus.malformed.rawValue))
            }
            for command in [0, 0x2F, 0x121, 0xFFFF_FF21] as [UInt32] {
                #expect(try ask(command, input, output, 4, 32).0 == UInt32(MailboxStatus.unknownCommand.rawValue))
            }
            // Less room than the answer needs: nothing of it is told.
            #expect(try ask(random, input, output, 4, 31) == (UInt32(MailboxStatus.malformed.rawValue), 0))
            #expect(try console.ask(.load(output)) == [0x5AFE_5AFE])
            // And what is allowed: at the very ends of its memories, over itself, and of no octets wherever that is.
            #expect(try ask(random, input, output, 4, 32) == (0, 32))
            #expect(try console.ask(.load(output)) != [0x5AFE_5AFE])
            #expect(try ask(random, 0x2003_FFFC, output, 4, 32).0 != foreign)
            #expect(try ask(random, 0x0A42_0000, output, 4, 32).0 != foreign)
            #expect(try console.ask(.store(input, 32)) == [32])
            #expect(try ask(random, input, input, 4, 32) == (0, 32))
            #expect(try ask(random, input, 0x2003_FFE0, 4, 32).0 != foreign)
            #expect(try ask(UInt32(MailboxCommand.status.rawValue), MemoryMap.secureRAM, output, 0, 16) == (0, 16))
            // No register tells what the secure world did.
            #expect(try console.ask(.registers) == [0, 0, 0, 0])
        }
        #expect(try device.reports.last?.contains("application-started") == true)
    }

    @Test func `a secure world without its checks does all of that: the tests can tell`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(BuiltFirmware.open))
        try device.running { (console: SoCConsole) throws in
            let (random, report) = (UInt32(MailboxCommand.random.rawValue), UInt32(MailboxCommand.report.rawValue))
            #expect(try console.ask(.store(Self.input, 32)) == [32])
            let secure = MemoryMap.secureRAM + 0xA000
            let written = Probe.gateway(random, Self.input, secure, count: 4, capacity: 32)
            #expect(try console.ask(written) == [32 << 16])
            let told = Probe.gateway(report, Self.input, Self.output, count: 8, capacity: 0)
            #expect(try console.ask(told) == [0])
            // The mailbox's flags: its sender is empty.
            #expect(try console.ask(.load(0x4010_6018)).first.map { $0 & 0x80 } == 0x80)
        }
        #expect(try device.reports.contains { $0.contains("code 0x00000020 unknown") })
    }

    /// SFSR: an access to what is secure (the emulator leaves SFAR without the address), and an entry that is none.
    private static let (violation, entry): (UInt32, UInt32) = (1 << 3, 1 << 0)

    /// What must end the boot, and with which report.
    private static let trespasses: [(String, Probe, BootCode, UInt32)] =
        secure.prefix(14).map { ("load of \($0.0)", .load($0.1), .secureFault, violation) } + [
            ("masked load of secure RAM", .maskedLoad(MemoryMap.secureRAM), .secureFault, violation),
            ("store to secure RAM", .store(MemoryMap.nextRequest, 0), .secureFault, violation),
            ("store to the ROM", .store(MemoryMap.rom, 0), .secureFault, violation),
            ("store to secure firmware", .store(0x1A40_0300, 0), .secureFault, violation),
            ("store to the mailbox", .store(0x4010_6000, 0x51), .secureFault, violation),
            ("call of secure firmware", .call(0x1A40_02A1), .secureFault, entry),
            ("call of the ROM", .call(0x1000_0041), .secureFault, entry),
            ("the gateway without its first instruction", .call(0x1A40_0285), .secureFault, entry),
            ("its filling", .call(0x1A40_0289), .secureFault, entry),
            ("return from the gateway to secure code", .returnTo(0x1A40_0281), .secureFault, 0x1A40_0280),
            ("return by FNC_RETURN", .returnTo(0xFEFF_FFFF), .secureFault, 0xFEFF_FFFE),
            ("return by EXC_RETURN", .returnTo(0xFFFF_FFFD), .secureFault, 0xFFFF_FFFC),
            ("the end of the application by FNC_RETURN", .jump(0xFEFF_FFFF), .applicationFault, 0),
            ("EXC_RETURN without an exception", .jump(0xFFFF_FFFD), .secureFault, entry),
            ("Arm instructions", .call(0x0A42_0240), .applicationFault, 3),
        ]

    @Test func `whatever reaches over the wall ends the boot, and is told`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(BuiltFirmware.probing))
        for (name, probe, code, detail) in Self.trespasses {
            try device.running { (console: SoCConsole) throws in
                #expect(throws: (any Error).self, "\(name)") { try console.ask(probe) }
                var reports: [BootReport] = []
                while let line = try console.line(within: .seconds(1)) { BootReport(line).map { reports.append($0) } }
                let last = try #require(reports.last, "\(name)")
                #expect(last.code == code && last.isLast, "\(name): \(last)")
                #expect(last.detail == detail, "\(name): \(last)")
            }
            // The block's own log says it as well.
            let number = String(code.rawValue, radix: 16)
            #expect(try device.reports.last?.contains("layer 2 code 0x000\(number)") == true, "\(name)")
        }
        // The device is none the worse.
        try device.running { (console: SoCConsole) throws in
            #expect(try console.demand(.random, [32, 0, 0, 0]).count == 32)
        }
    }

    @Test func `interrupts of the application come between its requests, and never into one`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(BuiltFirmware.probing))
        try device.running { (console: SoCConsole) throws in
            // 40 MHz: after some microseconds, while the block is still asked. Each falls due, now and then twice.
            for ticks in [1, 100, 4000] as [UInt32] {
                let answer = try console.ask(.interrupted(after: ticks, requests: 50))
                #expect(answer.count == 3 && answer[0] >= 50 && answer.dropFirst() == [0, 0], "\(ticks): \(answer)")
            }
            #expect(try console.demand(.random, [32, 0, 0, 0]).count == 32)
        }
    }

    @Test func `registers of the security units read as zero, and take nothing`() async throws {
        let maker = try Maker()
        let device = try SecuredDevice(maker, await maker.slot(BuiltFirmware.probing))
        try device.running { (console: SoCConsole) throws in
            // SAU_CTRL, SAU_TYPE, SFSR, SFAR, NSACR; the secure VTOR's place has the application's own.
            for address in [0xE000_EDD0, 0xE000_EDD4, 0xE000_EDE4, 0xE000_EDE8] as [UInt32] {
                #expect(try console.ask(.store(address, .max)) == [0], "\(String(address, radix: 16))")
            }
            #expect(try console.ask(.load(0xE000_ED08)) == [MemoryMap.application + 0x200])
            // The other world's registers are not at its alias either.
            #expect(try console.ask(.load(0xE002_ED08)) == [0])
        }
    }
}
