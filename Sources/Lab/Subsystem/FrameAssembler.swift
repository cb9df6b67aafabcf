internal import SoC
internal import Wire

/// Cuts a stream of octets into frames.
///
/// A request is answered before the next one is sent. Whatever does not begin as a frame is therefore dropped with all
/// that came with it. A length that was damaged upwards is waited for: the sender's next attempt fills it, and the
/// checksum refuses both; nothing here has a clock.
struct FrameAssembler {
    private var octets: [UInt8] = []

    enum Part: Equatable {
        case frame([UInt8])
        case noise
    }

    mutating func append(_ more: [UInt8]) { octets += more }

    mutating func drop() { octets = [] }

    /// The next part, or nil as long as more octets are needed.
    mutating func next() -> Part? {
        guard let first = octets.first else { return nil }
        guard first == MailboxHeader.requestMagic else {
            octets = []
            return .noise
        }
        guard octets.count >= MailboxHeader.size else { return nil }
        guard let header = try? MailboxHeader(Array(octets.prefix(MailboxHeader.size)), order: .little) else {
            octets = []
            return .noise
        }
        let count = MailboxHeader.size + Int(header.count) + MailboxHeader.checksumSize
        guard octets.count >= count else { return nil }
        defer { octets = Array(octets.dropFirst(count)) }
        return .frame(Array(octets.prefix(count)))
    }
}
