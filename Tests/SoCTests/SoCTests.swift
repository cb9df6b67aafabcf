import SoC
import Testing
import Wire

/// What ROM and block agree on.
@Suite struct SoCTests {
    @Test func `every code has one name and one sentence, and stays what it was`() {
        let all = BootCode.all
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.sentence)).count == all.count)
        // Extend only: these are burnt into records.
        #expect(BootCode.imageSignature.rawValue == 0x0005_000D)
        #expect(BootCode.flowBroken.rawValue == 0x0006_0001)
        #expect(all.map(\.code.rawValue).sorted() == all.map(\.code.rawValue))
    }

    @Test func `a lifecycle is one of five, each with the bits of those before`() {
        let known: [Lifecycle] = [.blank, .provisioning, .secured, .returned, .retired]
        for (earlier, later) in zip(known, known.dropFirst()) {
            #expect(earlier.rawValue & later.rawValue == earlier.rawValue)
        }
        #expect((0...64).map { Lifecycle(rawValue: $0) }.filter(\.isKnown) == known)
        #expect(known.filter(\.isOpen) == [.blank, .provisioning])
    }

    @Test func `fuses have numbers without gaps, and only what restricts is decided by any copy`() {
        let fuses = (0..<UInt8(Fuse.count)).compactMap(Fuse.init(rawValue:))
        #expect(fuses.count == Fuse.count)
        #expect(Fuse(rawValue: UInt8(Fuse.count)) == nil)
        #expect((0..<4).compactMap(Fuse.rootKey) == [.rootKey0, .rootKey1, .rootKey2, .rootKey3])
        #expect(Fuse.rootKey(4) == nil)
        #expect(Fuse.rootKey(-1) == nil)
        #expect(
            fuses.filter { $0.vote == .any } == [.lifecycle, .locks, .debugDisable, .revocations, .hybridPolicy]
        )
        #expect(fuses.filter { !$0.isReadable } == [.uniqueSecret])
    }

    @Test func `a header is read as it is written, and refused when it lies`() throws {
        let header = MailboxHeader(command: 0x11, sequence: 0x1234, count: 9)
        let octets = try header.serialized(order: .little)
        #expect(octets == [0x51, 0x11, 0, 0, 0x34, 0x12, 9, 0])
        #expect(try MailboxHeader(octets, order: .little) == header)
        var answer = header
        answer.isAnswer = true
        #expect(try MailboxHeader(answer.serialized(order: .little), order: .little) == answer)
        for (place, value) in [(0, 0x52), (3, 1), (7, 0x11)] as [(Int, UInt8)] {
            var other = octets
            other[place] = value
            #expect(throws: WireError.self) { try MailboxHeader(other, order: .little) }
        }
    }

    /// The check value that catalogues of CRCs give for CRC-32/ISO-HDLC.
    @Test func `the checksum is that of IEEE 802.3`() {
        var checksum = MailboxChecksum()
        checksum.update(Array("123456789".utf8).span)
        #expect(checksum.value == 0xCBF4_3926)
    }
}
