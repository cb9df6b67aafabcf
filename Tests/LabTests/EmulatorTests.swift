import Foundation
import Lab
import Model
import Testing

/// QEMU with a few instructions in its ROM, and its debug stub.
@Suite struct EmulatorTests {
    /// A vector table, then: 1 into R0, 2 into R1, their sum into R2 and into RAM, and a loop.
    private static let program: [UInt8] =
        [0x00, 0x10, 0x00, 0x30, 0x09, 0x00, 0x00, 0x10]
        + [0x01, 0x20, 0x02, 0x21, 0x42, 0x18, 0x01, 0x4B, 0x1A, 0x60, 0xFE, 0xE7]
        + [0x00, 0x20, 0x00, 0x30]

    private func withProgram(_ body: (Emulator) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "emulator-\(UUID().uuidString)"
        defer {
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: path + ".log")
        }
        try Data(Self.program).write(to: URL(fileURLWithPath: path))
        let options = Emulator.Options(hasDebugPort: true, contents: [(path, 0x1000_0000)])
        let emulator = try Emulator(rom: nil, mailbox: nil, options, log: path + ".log")
        try body(emulator)
    }

    @Test func `a processor is stepped, stopped, changed and read through its debug port`() throws {
        try withProgram { emulator in
            let debug = try emulator.debug()
            #expect(try debug.register(15) == 0x1000_0008)
            #expect(try debug.step() == .signal(5))
            #expect(try debug.register(0) == 1)
            // What the instruction would have written.
            try debug.setRegister(0, 40)
            try debug.setBreakpoint(0x1000_0012)
            #expect(try debug.resume(for: .seconds(5)) == .signal(5))
            try debug.removeBreakpoint(0x1000_0012)
            #expect(try debug.register(2) == 42)
            #expect(try debug.memory(at: 0x3000_2000, count: 4) == [42, 0, 0, 0])
            let octets = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
            try debug.setMemory(at: 0x3000_4000, octets)
            #expect(try debug.memory(at: 0x3000_4000, count: 3000) == octets)
            #expect(try debug.resume(for: .milliseconds(50)) == .running)
            #expect(try debug.interrupt() == .signal(2))
            #expect(try debug.monitor("info version").contains("."))
            #expect(throws: BedplateError.self) { try debug.memory(at: 0x9000_0000, count: 4) }
        }
    }

    @Test func `the debug port is given once, and not at all where it is closed`() throws {
        try withProgram { emulator in
            _ = try emulator.debug()
            #expect(throws: BedplateError.self) { try emulator.debug() }
        }
    }
}
