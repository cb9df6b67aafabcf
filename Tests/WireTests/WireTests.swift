import Testing
import Wire

private struct Point: Wire, Equatable {
    var x: UInt16
    var y: UInt32
    init(x: UInt16, y: UInt32) { (self.x, self.y) = (x, y) }
    init(from read: inout WireReader) throws(WireError) { try self.init(x: read(), y: read()) }
    func write(to write: inout WireWriter) { write(x, y) }
}

@Suite struct WireTests {
    @Test(arguments: [ByteOrder.big, .little])
    func `a structure survives a round trip in either byte order`(order: ByteOrder) throws {
        let point = Point(x: 0x0102, y: 0x0304_0506)
        let bytes = try point.serialized(order: order)
        #expect(bytes == (order == .big ? [1, 2, 3, 4, 5, 6] : [2, 1, 6, 5, 4, 3]))
        #expect(try Point(bytes, order: order) == point)
    }

    @Test func `a structure cut at any byte is truncated, and names the field`() {
        for length in 0..<6 {
            #expect(throws: WireError(.truncated, at: length < 2 ? 0 : 2)) {
                try Point([UInt8](repeating: 1, count: length))
            }
        }
    }

    @Test func `a byte after the structure is refused`() {
        #expect(throws: WireError(.trailingBytes, at: 6)) { try Point([UInt8](repeating: 1, count: 7)) }
    }

    @Test func `a size that promises more than it holds is refused at its own place`() {
        let bytes: [UInt8] = [0, 0, 1, 2, 3]
        var read = WireReader(bytes.span)
        #expect(throws: WireError(.trailingBytes, at: 3)) {
            try Self.oneByte(&read)
        }
    }

    private static func oneByte(_ read: inout WireReader) throws(WireError) -> UInt8 {
        try read.skip(2)
        return try read.sized(3) { (part: inout WireReader) throws(WireError) -> UInt8 in try part() }
    }

    @Test func `a list longer than its limit is refused before it is read`() {
        let bytes = [UInt8](repeating: 0, count: 16)
        var read = WireReader(bytes.span)
        #expect(throws: WireError(.tooLong, at: 0)) { try Self.threeOfTwo(&read) }
    }

    private static func threeOfTwo(_ read: inout WireReader) throws(WireError) -> [UInt8] {
        try read.list(3, atMost: 2)
    }

    @Test func `a length that does not fit its field is an error, never a shorter buffer`() {
        #expect(throws: WireError(.tooLong, at: 0)) { try Self.oversized() }
    }

    private static func oversized() throws(WireError) -> [UInt8] {
        var write = WireWriter()
        write.sized(as: UInt8.self) { $0.append([UInt8](repeating: 0, count: 256)) }
        return try write.finish()
    }

    @Test(arguments: [2, 0xFF] as [UInt8])
    func `a boolean is 0 or 1`(value: UInt8) {
        #expect(throws: WireError(.badValue, at: 0)) { try Bool([value]) }
    }

    @Test func `hexadecimal reads back what it wrote and refuses the rest`() {
        let all = (0...255).map { UInt8($0) }
        #expect(Hexadecimal.decode(Hexadecimal.encode(all)) == all)
        #expect(Hexadecimal.decode("AbCd") == [0xAB, 0xCD])
        for text in ["0", "0g", " 00", "0x00"] { #expect(Hexadecimal.decode(text) == nil) }
    }
}
