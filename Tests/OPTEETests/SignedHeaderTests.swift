import OPTEE
import Testing
import Wire

@Suite struct SignedHeaderTests {
    private static func header() throws -> SignedHeader {
        SignedHeader(
            algorithm: .rsaPSS,
            digest: (0..<32).map { UInt8($0) },
            signature: [UInt8](repeating: 0xAA, count: 256),
            application: try #require(ApplicationUUID("8aaaf200-2450-11e4-abe2-0002a5d5c51b")),
            version: 0x0102_0304,
            applicationSize: 5
        )
    }

    @Test func `a header is read as it was written, field by field where the specification puts it`() throws {
        let header = try Self.header()
        let bytes = try header.serialized()
        #expect(bytes.count == header.count)
        #expect(
            Array(bytes.prefix(20))
                == [0x48, 0x53, 0x54, 0x4F, 1, 0, 0, 0, 5, 0, 0, 0, 0x30, 0x49, 0x41, 0x70, 32, 0, 0, 1]
        )
        #expect(Array(bytes[308..<312]) == [0x8A, 0xAA, 0xF2, 0x00])
        #expect(Array(bytes.suffix(4)) == [4, 3, 2, 1])
        #expect(try SignedHeader(bytes, ofImage: bytes.count + 5) == header)
        #expect(header.application.description == "8aaaf200-2450-11e4-abe2-0002a5d5c51b")
    }

    @Test func `every truncation is refused`() throws {
        let bytes = try Self.header().serialized()
        for count in bytes.indices {
            #expect(throws: WireError.self) {
                try SignedHeader(Array(bytes.prefix(count)), ofImage: bytes.count + 5)
            }
        }
        #expect(throws: WireError(.truncated, at: 8)) { try SignedHeader(bytes, ofImage: bytes.count + 4) }
        #expect(throws: WireError(.trailingBytes, at: 333)) { try SignedHeader(bytes, ofImage: bytes.count + 6) }
    }

    @Test func `UUIDs have one text`() {
        for text in ["", "8aaaf200245011e4abe20002a5d5c51b", "8aaaf200-2450-11e4-abe2-0002a5d5c51", "{8aaaf200}"] {
            #expect(ApplicationUUID(text) == nil)
        }
        #expect(ApplicationUUID(octets: [1]) == nil)
    }
}
