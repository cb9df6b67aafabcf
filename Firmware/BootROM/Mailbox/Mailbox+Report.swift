import SoC

extension Mailbox {
    /// Tells block and console how it went. That the block does not take it changes nothing.
    @inline(never)
    mutating func report(_ code: BootCode, _ detail: UInt32) throws(BootStop) {
        ConsoleReport.write(code, detail)
        var octets = InlineArray<8, UInt8>(repeating: 0)
        octets.store(code.rawValue, at: 0)
        octets.store(detail, at: 4)
        _ = try request(MailboxCommand.report.rawValue, octets.span, limit: 0)
    }
}

extension InlineArray where Element == UInt8 {
    /// Little-endian.
    @inline(__always)
    mutating func store(_ word: UInt32, at place: Int) {
        for octet in 0..<4 { self[place &+ octet] = UInt8(truncatingIfNeeded: word >> UInt32(8 &* octet)) }
    }
}

extension Span where Element == UInt8 {
    /// Little-endian.
    @inline(never)
    func word(at place: Int) -> UInt32 {
        let low = UInt32(self[place]) | UInt32(self[place &+ 1]) << 8
        return low | UInt32(self[place &+ 2]) << 16 | UInt32(self[place &+ 3]) << 24
    }
}
