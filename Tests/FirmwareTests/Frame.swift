import SoC
import Wire

/// A mailbox frame, made and read without the code that is tested.
struct Frame {
    var header: MailboxHeader
    var payload: [UInt8]

    init(_ header: MailboxHeader, _ payload: [UInt8]) {
        self.header = header
        self.header.count = UInt16(payload.count)
        self.payload = payload
    }

    /// A request of a station.
    init(_ command: MailboxCommand, _ payload: [UInt8] = [], sequence: UInt16 = 0) {
        self.init(MailboxHeader(command: command.rawValue, sequence: sequence, count: 0), payload)
    }

    /// Takes the first frame from what has come; nil if it is not all there.
    static func take(from octets: inout [UInt8]) throws -> Frame? {
        guard octets.count >= MailboxHeader.size else { return nil }
        let header = try MailboxHeader(Array(octets.prefix(MailboxHeader.size)), order: .little)
        let size = MailboxHeader.size + Int(header.count) + MailboxHeader.checksumSize
        guard octets.count >= size else { return nil }
        let frame = Frame(header, Array(octets[MailboxHeader.size..<(size - MailboxHeader.checksumSize)]))
        guard try frame.octets() == Array(octets.prefix(size)) else { throw WireError(.badValue, at: size) }
        octets.removeFirst(size)
        return frame
    }

    func octets() throws -> [UInt8] {
        let octets = try header.serialized(order: .little) + payload
        var checksum = MailboxChecksum()
        checksum.update(octets.span)
        return octets + (try checksum.value.serialized(order: .little))
    }
}
