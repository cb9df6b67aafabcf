internal import Glibc
public import Model
public import SoC
internal import Wire

/// The other end of a mailbox: what the lab and tests speak to a block's process with, in the device's place.
public struct MailboxClient {
    private let descriptor: Int32
    /// The number of the next request.
    public var sequence: UInt16 = 0

    /// - Parameter descriptor: a connected stream; stays open.
    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Sends a request and waits for its answer.
    ///
    /// - Throws: ``BedplateError/Code/environment`` if there is none.
    public mutating func ask(
        _ command: MailboxCommand,
        _ payload: [UInt8] = []
    ) throws(BedplateError) -> (status: MailboxStatus, payload: [UInt8]) {
        try send(MailboxFrame(request: command.rawValue, sequence: sequence, payload).octets)
        sequence &+= 1
        let answer = try receive()
        guard let status = answer.status else {
            throw BedplateError(.malformed, "the block's answer has the unknown status \(answer.header.status)")
        }
        return (status, answer.payload)
    }

    /// Sends octets as they are.
    public func send(_ octets: [UInt8]) throws(BedplateError) { try MailboxStream.write(octets, descriptor) }

    /// Waits for one whole frame.
    public func receive() throws(BedplateError) -> MailboxFrame {
        var octets: [UInt8] = []
        while true {
            guard let more = try MailboxStream.read(descriptor) else {
                throw BedplateError(.environment, "the block closed the mailbox")
            }
            octets += more
            guard octets.count >= MailboxHeader.size else { continue }
            let count = Int(octets[6]) | Int(octets[7]) << 8
            guard octets.count >= MailboxHeader.size + count + MailboxHeader.checksumSize else { continue }
            do { return try MailboxFrame(octets) } catch {
                throw BedplateError(.malformed, "the block's answer is damaged: \(error)")
            }
        }
    }
}
