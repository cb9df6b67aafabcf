internal import Foundation
internal import Model
internal import SoC

/// Which instructions one stretch of a boot executes, and how often each; more often than ``most`` is not counted.
///
/// From the log of QEMU (`-d in_asm,exec,nochain`): blocks of instructions as they are translated, and a line each time that
/// one of them begins.
struct FaultTrace: Hashable, Sendable {
    /// By address.
    private(set) var counts: [UInt32: Int] = [:]

    static var most: Int { FaultModel.allCases.map(\.occurrences).max() ?? 1 }

    /// - Parameters:
    ///   - rom: how often a loop waits for a UART depends on the host, and so counts as ``most``.
    ///   - isCounted: whether the log says how often a block was executed; else everything counts once.
    init(log path: String, _ rom: ROMText, isCounted: Bool = true) throws(BedplateError) {
        guard let log = FileManager.default.contents(atPath: path) else {
            throw BedplateError(.labToolFailed, "QEMU wrote no trace")
        }
        var lines = Lines(octets: [UInt8](log))
        var blocks: [UInt32: [UInt32]] = [:]
        var block: [UInt32] = []
        var last: Start?
        var executed: [Start: Int] = [:]
        func close() {
            // The same place again, translated alone under a breakpoint, says less.
            if let first = block.first, blocks[first].map({ $0.count < block.count }) ?? true { blocks[first] = block }
            block = []
        }
        while let line = lines.next() {
            if let address = line.instruction {
                block.append(address)
            } else if let start = line.start {
                close()
                executed[start, default: 0] += 1
                last = start
            } else if line.isTakenBack, let start = last {
                executed[start, default: 1] -= 1
                last = nil
            } else if line.octets.first == 0x2D {
                close()
            }
        }
        close()
        if !isCounted { executed = Dictionary(uniqueKeysWithValues: blocks.keys.map { (Start($0), 1) }) }
        for (start, count) in executed where count > 0 {
            let whole = blocks[start.address] ?? [start.address]
            for address in start.isAlone ? [start.address] : whole where rom.contains(address) {
                counts[address, default: 0] += count
            }
        }
        for (address, count) in counts {
            let waits = rom.symbol(at: address).contains("4UARTV")
            counts[address] = waits ? Self.most : min(count, Self.most)
        }
    }

    func subtracting(_ others: [FaultTrace]) -> FaultTrace {
        var rest = self
        rest.counts = counts.filter { place in !others.contains { $0.counts[place.key] != nil } }
        return rest
    }

    /// A block that begins; alone if its first instruction is all of it.
    private struct Start: Hashable {
        var address: UInt32
        var isAlone: Bool

        init(_ address: UInt32, isAlone: Bool = false) { (self.address, self.isAlone) = (address, isAlone) }
    }

    /// The log's lines, of which the first octets say everything.
    private struct Lines {
        let octets: [UInt8]
        private var place = 0

        init(octets: [UInt8]) { self.octets = octets }

        struct Line {
            var octets: ArraySlice<UInt8>

            /// `0x100009a4:  e92d …`
            var instruction: UInt32? {
                guard octets.count > 11, octets[octets.startIndex] == 0x30, octets[octets.startIndex + 10] == 0x3A
                else {
                    return nil
                }
                return number(2)
            }

            /// `Trace 0: 0x7f114c000100 [0080044a/100009a4/00000150/ff080200] …`: the second is the place, and the last
            /// nine bits of the fourth say of how many instructions the block is; 0 is as many as there are.
            var start: Start? {
                guard octets.first == 0x54, let mark = octets.firstIndex(of: 0x5B) else { return nil }
                let offset = mark - octets.startIndex
                guard let address = number(offset + 10), let flags = number(offset + 28) else { return nil }
                return Start(address, isAlone: flags & 0x1FF == 1)
            }

            /// `Stopped execution of TB chain before …`: something else came first, and the block is begun again.
            var isTakenBack: Bool { octets.first == 0x53 }

            /// Eight digits.
            private func number(_ offset: Int) -> UInt32? {
                let first = octets.startIndex + offset
                guard first + 8 <= octets.endIndex else { return nil }
                var value: UInt32 = 0
                var place = first
                while place < first + 8 {
                    let digit = octets[place]
                    switch digit {
                    case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
                    case 0x61...0x66: value = value << 4 | UInt32(digit - 0x57)
                    default: return nil
                    }
                    place += 1
                }
                return value
            }
        }

        mutating func next() -> Line? {
            guard place < octets.count else { return nil }
            let rest = octets[place...]
            // Most of a line is a name: the search is the library's, which is fast.
            let end = rest.firstIndex(of: 0x0A) ?? octets.count
            defer { place = end + 1 }
            return Line(octets: octets[place..<end])
        }
    }
}
