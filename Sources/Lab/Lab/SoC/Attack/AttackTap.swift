internal import Foundation
internal import Glibc
internal import SoC
internal import Subsystem

/// A flash that tells another story the second time it is read: between the processor and the block, and nothing but the octets
/// of slots is its business.
final class AttackTap: @unchecked Sendable {
    // Unchecked: only the thread touches anything after the start.
    private let processor: SocketPair
    private let block: Int32
    private let second: [UInt8]

    /// What QEMU inherits as its mailbox.
    var mailbox: Int32 { processor.others }

    /// - Parameters:
    ///   - block: a copy of the descriptor is taken, which ends with this value.
    ///   - second: what a slot holds when it is read again.
    init(_ block: Int32, second: [UInt8]) throws {
        processor = try SocketPair()
        self.block = fcntl(block, F_DUPFD_CLOEXEC, 0)
        self.second = second
    }

    func start() {
        processor.closeOthers()
        Thread { [self] in pass() }.start()
    }

    private func pass() {
        defer { close(block) }
        let (inside, outside) = (MailboxClient(block), MailboxClient(processor.own))
        var read: Set<Int> = []
        while let request = try? outside.receive(), (try? inside.send(request.octets)) != nil,
            let answer = try? inside.receive()
        {
            var octets = answer.octets
            if request.header.command == MailboxCommand.readSlot.rawValue, answer.status == .done {
                let offset = (0..<4).reduce(0) { $0 | Int(request.payload[4 + $1]) << (8 * $1) }
                if !read.insert(offset).inserted {
                    let part = Array(second.dropFirst(offset).prefix(answer.payload.count))
                    octets =
                        MailboxFrame(
                            answer: .done,
                            to: answer.header.command,
                            sequence: answer.header.sequence,
                            part + [UInt8](repeating: 0xFF, count: answer.payload.count - part.count)
                        ).octets
                }
            }
            guard (try? outside.send(octets)) != nil else { return }
        }
    }
}
