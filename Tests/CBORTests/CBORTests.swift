import CBOR
import Testing
import Wire

@Suite struct CBORTests {
    /// RFC 8949, Appendix A, but for floating-point numbers, bignums and undefined.
    private static let vectors: [(String, CBOR)] = [
        ("00", 0), ("01", 1), ("0a", 10), ("17", 23), ("1818", 24), ("1819", 25), ("1864", 100), ("1903e8", 1000),
        ("1a000f4240", 1_000_000), ("1b000000e8d4a51000", 1_000_000_000_000), ("1bffffffffffffffff", .unsigned(.max)),
        ("3bffffffffffffffff", .negative(.max)), ("20", -1), ("29", -10), ("3863", -100), ("3903e7", -1000),
        ("f4", .boolean(false)), ("f5", .boolean(true)), ("f6", .null),
        ("c074323031332d30332d32315432303a30343a30305a", .tagged(0, "2013-03-21T20:04:00Z")),
        ("c11a514b67b0", .tagged(1, 1_363_896_240)), ("d74401020304", .tagged(23, .bytes([1, 2, 3, 4]))),
        ("d818456449455446", .tagged(24, .bytes([0x64, 0x49, 0x45, 0x54, 0x46]))),
        ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])), ("60", ""), ("6161", "a"), ("6449455446", "IETF"),
        ("62225c", "\"\\"), ("62c3bc", "\u{fc}"), ("63e6b0b4", "\u{6c34}"), ("64f0908591", "\u{10151}"),
        ("80", .array([])), ("83010203", .array([1, 2, 3])),
        ("8301820203820405", .array([1, .array([2, 3]), .array([4, 5])])),
        ("a0", .map(CBORMap())), ("a201020304", .map(CBORMap([1: 2, 3: 4]))),
        ("a26161016162820203", .map(CBORMap(["a": 1, "b": .array([2, 3])]))),
        ("826161a161626163", .array(["a", .map(CBORMap(["b": "c"]))])),
    ]

    @Test func `the examples of RFC 8949 are read and written`() throws {
        for (text, value) in Self.vectors {
            let octets = try #require(Hexadecimal.decode(text))
            #expect(try CBOR(octets) == value, "\(text)")
            #expect(value.octets == octets, "\(text)")
        }
        let numbers = (0...30).map { CBOR.integer($0) }
        #expect(try CBOR(CBOR.array(numbers).octets) == .array(numbers))
    }

    @Test(arguments: [
        ("1817", 0, "a head longer than it needs"), ("1900ff", 0, "two octets for 255"), ("1a0000ffff", 0, "four"),
        ("1b00000000ffffffff", 0, "eight"), ("5800", 0, "a long length"), ("5f4101ff", 0, "an indefinite byte string"),
        ("7f6161ff", 0, "an indefinite text"), ("9f01ff", 0, "an indefinite array"), ("bf0102ff", 0, "a map"),
        ("ff", 0, "a break alone"), ("f7", 0, "undefined"), ("f0", 0, "a simple value"),
        ("f818", 0, "a long simple one"),
        ("f90000", 0, "half a float"), ("fa00000000", 0, "a float"), ("fb0000000000000000", 0, "a double"),
        ("1c", 0, "reserved 28"), ("62c328", 0, "no UTF-8"), ("61c3", 0, "half a character"),
        ("a203010102", 3, "unsorted keys"), ("a201010102", 3, "a key twice"),
        ("a2616101416102", 4, "a byte string after a text"), ("0001", 1, "two items"),
        ("8101ff", 2, "something behind"),
    ])
    func `what is not the one encoding is refused at its place`(text: String, offset: Int, name: String) throws {
        let octets = try #require(Hexadecimal.decode(text))
        let error = #expect(throws: WireError.self) { try CBOR(octets) }
        #expect(error?.offset == offset, "\(name): \(String(describing: error))")
    }

    @Test func `every truncation is refused`() throws {
        let value = CBOR.map(CBORMap([1: .array([-500, "text", .bytes([1, 2, 3])]), "b": .tagged(18, .null)]))
        let octets = value.octets
        #expect(try CBOR(octets) == value)
        for count in octets.indices {
            #expect(throws: WireError.self) { try CBOR(Array(octets.prefix(count))) }
        }
    }

    @Test func `lengths and counts that lie allocate nothing`() {
        for head in [
            "5bffffffffffffffff", "7b7fffffffffffffff", "9bffffffffffffffff", "9affffffff", "bbffffffffffffffff",
        ] {
            #expect(throws: WireError.self) { try CBOR(Hexadecimal.decode(head) ?? []) }
        }
    }

    @Test func `depth and number of items have limits`() {
        let fits = [UInt8](repeating: 0x81, count: CBOR.depthLimit - 1) + [0x00]
        #expect(throws: Never.self) { try CBOR(fits) }
        let deep = #expect(throws: WireError.self) { try CBOR([0x81] + fits) }
        #expect(deep?.reason == .tooDeep)
        let most = CBOR.itemLimit - 1
        let wide = [0x99, UInt8(most >> 8), UInt8(most & 0xFF)] + [UInt8](repeating: 0, count: most)
        #expect(throws: Never.self) { try CBOR(wide) }
        let wider = #expect(throws: WireError.self) { try CBOR([0x82, 0x00] + wide) }
        #expect(wider?.reason == .tooLong)
    }

    @Test func `a named leniency is used only when it is needed, and reported`() throws {
        let unsorted = try #require(Hexadecimal.decode("a203010102"))
        let read = try CBOR.decode(unsorted, allowing: [.unsortedKeys, .longHead])
        #expect(read.value == .map(CBORMap([1: 2, 3: 1])) && read.needed == .unsortedKeys)
        #expect(read.value.octets == Hexadecimal.decode("a201020301"))
        #expect(try CBOR.decode([0x18, 0x01], allowing: .longHead).needed == .longHead)
        #expect(try CBOR.decode([0x01], allowing: .longHead).needed == [])
        // A key in two encodings is one key that stands twice.
        #expect(throws: WireError.self) { try CBOR.decode([0xA2, 0x01, 0, 0x18, 0x01, 0], allowing: [.longHead]) }
    }

    @Test func `texts that Unicode calls equal are two keys`() throws {
        // U+00E9, and e with U+0301.
        let octets = try #require(Hexadecimal.decode("a262c3a90163" + "65cc8102"))
        let map = try #require(try CBOR(octets).map)
        #expect(map.count == 2)
        #expect(map[.text("\u{e9}")] == 1 && map[.text("e\u{301}")] == 2)
    }

    @Test func `random octets are refused, or are the encoding of what was read`() {
        var generator = SystemRandomNumberGenerator()
        var read = 0
        for _ in 0..<20_000 {
            let octets = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            guard let value = try? CBOR(octets) else { continue }
            read += 1
            #expect(value.octets == octets)
        }
        #expect(read > 100)
    }
}
