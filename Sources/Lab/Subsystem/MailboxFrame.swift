public import SoC
public import Wire

/// A frame of the mailbox as the host has it: header, payload, checksum of both.
public struct MailboxFrame: Hashable, Sendable {
    public let header: MailboxHeader
    public let payload: [UInt8]

    /// - Parameter payload: at most ``MailboxHeader/payloadLimit`` octets; what is beyond is cut off.
    public init(request command: UInt8, sequence: UInt16, _ payload: [UInt8] = []) {
        self.payload = Array(payload.prefix(MailboxHeader.payloadLimit))
        header = MailboxHeader(command: command, sequence: sequence, count: UInt16(self.payload.count))
    }

    /// - Parameter payload: at most ``MailboxHeader/payloadLimit`` octets; what is beyond is cut off.
    public init(answer status: MailboxStatus, to command: UInt8, sequence: UInt16, _ payload: [UInt8] = []) {
        self.payload = Array(payload.prefix(MailboxHeader.payloadLimit))
        header = MailboxHeader(
            isAnswer: true,
            command: command,
            status: status.rawValue,
            sequence: sequence,
            count: UInt16(self.payload.count)
        )
    }

    /// Reads a frame that is all of the octets.
    ///
    /// - Throws: ``WireError`` also when the checksum is another.
    public init(_ octets: [UInt8]) throws(WireError) {
        try self.init(withoutChecksum: octets)
        let end = octets.count - MailboxHeader.checksumSize
        guard LittleEndian.words(Array(octets.suffix(4))) == [FuseLayout.checksum(Array(octets.prefix(end)))] else {
            throw WireError(.badValue, at: end)
        }
    }

    /// Reads a frame whose checksum is not looked at.
    init(withoutChecksum octets: [UInt8]) throws(WireError) {
        var read = WireReader(octets.span, order: .little)
        header = try read()
        payload = try read.bytes(Int(header.count))
        try read.skip(MailboxHeader.checksumSize)
        try read.finish()
    }

    public var octets: [UInt8] {
        var write = WireWriter(order: .little)
        write(header)
        write.append(payload)
        let body = write.bytes
        return body + LittleEndian.octets([FuseLayout.checksum(body)])
    }

    /// In an answer; nil for a request, and for a status that is not known.
    public var status: MailboxStatus? { header.isAnswer ? MailboxStatus(rawValue: header.status) : nil }
}
