import Foundation
import SoC
import Testing

/// What the boot ROM may cost, as `Firmware/budget.json` says it; sizes are `Scripts/check-firmware`'s.
@Suite struct BudgetTests {
    private struct Budget: Decodable {
        var stackOctets: UInt32
        var instructions: Instructions

        struct Instructions: Decodable {
            var classical: UInt32
            var hybrid: UInt32
        }
    }

    private func budget() throws -> Budget {
        let file = BuiltFirmware.root.appending(path: "Firmware/budget.json")
        return try JSONDecoder().decode(Budget.self, from: Data(contentsOf: file))
    }

    /// From the loaded slot to the firmware's first instructions, `advance` and `report` among them: the wait for the block's
    /// answers counts too, which is why the numbers are not the same twice.
    @Test(arguments: [false, true])
    func `verifying and starting an image of 64 KiB stays within its budget`(hybrid: Bool) async throws {
        let maker = try Maker(hybrid: hybrid)
        var block = try maker.block()
        block.slots = [(.a, try await maker.image(size: 64 << 10))]
        let device = try EmulatedDevice(block, countsInstructions: true)
        try device.run(atMost: 120)
        let line = try #require(device.lines("S:").first)
        let ticks = try #require(UInt32(line.dropFirst(2), radix: 16))
        // SysTick runs at 40 MHz, and an instruction takes a nanosecond.
        let instructions = ticks * 25
        let stack = try #require(device.block.reports.last?.detail) & 0x00FF_FFFF
        let budget = try budget()
        let limit = hybrid ? budget.instructions.hybrid : budget.instructions.classical
        print(
            "boot ROM, \(hybrid ? "hybrid" : "classical") image of 64 KiB: \(instructions) instructions, \(stack) octets of stack"
        )
        #expect(instructions <= limit)
        #expect(stack <= budget.stackOctets)
        // A positive control: it did run, and use some.
        #expect(instructions > 5_000_000 && stack > 512)
    }
}
