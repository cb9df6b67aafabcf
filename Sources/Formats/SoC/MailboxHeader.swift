public import Wire

/// What a frame begins with; payload and checksum follow. The mailbox stands for a bus on the die: the checksum finds noise
/// and authenticates nothing.
public struct MailboxHeader: Hashable, Sendable {
    /// Whether the block sends it.
    public var isAnswer: Bool
    /// A ``MailboxCommand``; in an answer the one that is answered.
    public var command: UInt8
    /// In an answer a ``MailboxStatus``; 0 in a request.
    public var status: UInt8
    /// One more than the last request's, from 0 at reset; in an answer the request's.
    public var sequence: UInt16
    /// Octets of the payload, at most ``payloadLimit``.
    public var count: UInt16

    /// Octets of a header, and of the checksum behind the payload.
    public static var size: Int { 8 }
    public static var checksumSize: Int { 4 }
    /// A part of a slot with its place before it.
    public static var payloadLimit: Int { 4096 + 16 }
    /// The first octet of requests and of answers.
    public static var requestMagic: UInt8 { 0x51 }
    public static var answerMagic: UInt8 { 0xAE }

    public init(isAnswer: Bool = false, command: UInt8, status: UInt8 = 0, sequence: UInt16, count: UInt16) {
        self.isAnswer = isAnswer
        self.command = command
        self.status = status
        self.sequence = sequence
        self.count = count
    }
}

extension MailboxHeader: Wire {
    /// Refuses another magic, a reserved octet that is not zero and more payload than a frame holds.
    public init(from read: inout WireReader) throws(WireError) {
        let start = read.offset
        let magic = try read.integer(UInt8.self)
        guard magic == Self.requestMagic || magic == Self.answerMagic else { throw WireError(.badValue, at: start) }
        self.init(
            isAnswer: magic == Self.answerMagic,
            command: try read(),
            status: try read(),
            sequence: 0,
            count: 0
        )
        guard try read.integer(UInt8.self) == 0 else { throw WireError(.badValue, at: start + 3) }
        (sequence, count) = (try read(), try read())
        guard Int(count) <= Self.payloadLimit else { throw WireError(.tooLong, at: start + 6) }
    }

    public func write(to write: inout WireWriter) {
        write(isAnswer ? Self.answerMagic : Self.requestMagic, command, status, UInt8(0), sequence, count)
    }
}
