import IntelHex
import Testing
import Wire

@Suite struct IntelHexTests {
    @Test func `octets go to text and back, across an upper address`() throws {
        let octets = (0..<70000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let hex = try #require(IntelHex(address: 0x0800_FFF8, octets: octets))
        let text = hex.text
        #expect(String(decoding: text.prefix(16), as: UTF8.self) == ":020000040800F2\n")
        #expect(String(decoding: text.suffix(12), as: UTF8.self) == ":00000001FF\n")
        let read = try IntelHex(text: text)
        #expect(read == hex)
        #expect(read.address == 0x0800_FFF8)
        #expect(try read.memory() == octets)
    }

    @Test func `a known text is read: gaps are filled, line ends of both kinds and small letters are taken`() throws {
        let text = ":0300300002337a1e\r\n:01004000AA15\n:0400000500000000F7\n:00000001FF\n"
        let hex = try IntelHex(text: Array(text.utf8))
        #expect(hex.segments.map(\.address) == [0x30, 0x40])
        #expect(try hex.memory(filling: 0) == [0x02, 0x33, 0x7A] + [UInt8](repeating: 0, count: 13) + [0xAA])
    }

    @Test(arguments: [
        ("no end", ":0300300002337A1E\n"), ("checksum", ":0300300002337A1F\n:00000001FF\n"),
        ("count", ":0400300002337A1D\n:00000001FF\n"), ("no colon", "0300300002337A1E\n:00000001FF\n"),
        ("digit", ":030030000233zA1E\n:00000001FF\n"), ("odd", ":0300300002337A1\n:00000001FF\n"),
        ("kind", ":00000006FA\n:00000001FF\n"), ("after the end", ":00000001FF\n:0300300002337A1E\n"),
        ("overlap", ":0300300002337A1E\n:0300320002337A1C\n:00000001FF\n"), ("empty", ""),
        ("an end with data", ":0100000100FE\n"), ("a short upper address", ":0100000408F3\n:00000001FF\n"),
    ])
    func `what is wrong with a text is refused`(name: String, text: String) {
        #expect(throws: WireError.self) { try IntelHex(text: Array(text.utf8)) }
    }

    @Test func `octets far apart do not become a large memory`() throws {
        let text = ":0100000000FF\n:02000004FFFFFC\n:0100000000FF\n:00000001FF\n"
        let hex = try IntelHex(text: Array(text.utf8))
        #expect(hex.segments.count == 2)
        #expect(throws: WireError(.tooLong, at: 0)) { try hex.memory() }
        #expect(IntelHex(address: .max, octets: [1, 2]) == nil)
    }
}
