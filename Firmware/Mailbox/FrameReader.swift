import SoC

/// A frame on its way in.
struct FrameReader {
    private let uart: UART
    private var checksum = MailboxChecksum()

    /// A ``MailboxHeader`` of which nothing has been checked.
    struct Header {
        var magic: UInt8
        var command: UInt8
        var status: UInt8
        var reserved: UInt8
        var sequence: UInt16
        var count: UInt16
    }

    init(_ uart: UART) { self.uart = uart }

    /// The next header.
    ///
    /// - Parameter magic: what it must begin with; octets before that are passed over. Nil to take what comes.
    @inline(never)
    mutating func header(after magic: UInt8? = nil) -> Header {
        var first = read()
        while let magic, first != magic {
            checksum = MailboxChecksum()
            first = read()
        }
        return Header(magic: first, command: read(), status: read(), reserved: read(), sequence: half(), count: half())
    }

    mutating func octets(_ count: Int, to address: UInt32) {
        var place = address
        let end = address &+ UInt32(truncatingIfNeeded: count)
        while place < end {
            Memory.store(read(), at: place)
            place &+= 1
        }
    }

    /// Whether the checksum that ends the frame is that of what was read.
    @inline(never)
    func isWhole() -> Bool {
        var stated: UInt32 = 0
        for _ in 0..<4 { stated = stated >> 8 | UInt32(uart.read()) << 24 }
        return stated == checksum.value
    }

    private mutating func half() -> UInt16 {
        let low = read()
        return UInt16(low) | UInt16(read()) << 8
    }

    @inline(never)
    private mutating func read() -> UInt8 {
        let octet = uart.read()
        checksum.update(octet)
        return octet
    }
}
