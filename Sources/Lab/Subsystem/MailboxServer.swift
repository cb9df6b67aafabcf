internal import Glibc
public import Model
internal import SoC
internal import Wire

/// Serves a block over a descriptor, as long as somebody is at its other end.
public enum MailboxServer {
    /// Answers until the peer closes.
    ///
    /// - Parameter descriptor: a connected stream; stays open.
    /// - Throws: ``BedplateError/Code/environment`` if it cannot be read or written.
    public static func serve<Storage>(_ block: inout FuseAndKeyBlock<Storage>, on descriptor: Int32)
        throws(BedplateError)
    {
        var assembler = FrameAssembler()
        while let octets = try MailboxStream.read(descriptor) {
            assembler.append(octets)
            while let part = assembler.next() {
                let answer = block.answer(to: part)
                // A damaged frame may have claimed what belongs to another.
                if answer.isDamaged { assembler.drop() }
                try MailboxStream.write(answer.octets, descriptor)
            }
        }
    }
}

extension FuseAndKeyBlock {
    mutating func answer(to part: FrameAssembler.Part) -> (octets: [UInt8], isDamaged: Bool) {
        let octets =
            switch part {
            case .noise: Self.damaged(expecting: registers.sequence)
            case .frame(let frame): respond(to: frame)
            }
        return (octets, (try? MailboxFrame(octets))?.status == .damaged)
    }
}

/// Octets over a descriptor.
enum MailboxStream {
    /// What is there, at least one octet; nil when the peer closed.
    static func read(_ descriptor: Int32) throws(BedplateError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // A peer that was killed resets its connection.
            if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
            guard count > 0 else { throw failure("the mailbox cannot be read") }
            return Array(buffer.prefix(count))
        }
    }

    static func write(_ octets: [UInt8], _ descriptor: Int32) throws(BedplateError) {
        var rest = octets[...]
        while !rest.isEmpty {
            // MSG_NOSIGNAL: a peer that is gone is an error, not the end of this process.
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("the mailbox cannot be written") }
            rest = rest.dropFirst(count)
        }
    }

    static func failure(_ what: String) -> BedplateError {
        let reason = unsafe String(cString: strerror(errno))
        return BedplateError(.environment, "\(what): \(reason)")
    }
}
