import SoC

/// A frame on its way out: header, payload, CRC-32 of both.
struct FrameWriter {
    private let uart: UART
    private var checksum = MailboxChecksum()

    init(_ uart: UART) { self.uart = uart }

    @inline(never)
    mutating func header(_ magic: UInt8, _ command: UInt8, _ status: UInt8, _ sequence: UInt16, _ count: Int) {
        write(magic)
        write(command)
        write(status)
        write(0)
        write(UInt8(truncatingIfNeeded: sequence))
        write(UInt8(truncatingIfNeeded: sequence >> 8))
        write(UInt8(truncatingIfNeeded: count))
        write(UInt8(truncatingIfNeeded: count >> 8))
    }

    mutating func octets(_ octets: Span<UInt8>) {
        var place = 0
        while place < octets.count {
            write(octets[place])
            place &+= 1
        }
    }

    mutating func end() {
        let value = checksum.value
        var shift: UInt32 = 0
        while shift < 32 {
            uart.write(UInt8(truncatingIfNeeded: value &>> shift))
            shift &+= 8
        }
    }

    @inline(never)
    private mutating func write(_ octet: UInt8) {
        checksum.update(octet)
        uart.write(octet)
    }
}
