import Testing
import Wire

@Suite struct Base64Tests {
    @Test func `base64 has one text for each byte string`() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
        }
        #expect(Base64.encode(Array("fooba".utf8)) == "Zm9vYmE=")
        for text in ["A", "AA", "AAA", "A===", "AA=A", "AB==", "AAB=", "AA==AAAA", "AAA\n", "AA-_", "===="] {
            #expect(Base64.decode(text.utf8) == nil, "\(text)")
        }
    }

    @Test func `base64url has no padding, its own two digits, and one text for each byte string`() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
        }
        #expect(Base64.encodeURL([0xFB, 0xFF, 0xFE, 0x00]) == "-__-AA")
        for text in ["A", "AB", "AA==", "AA+/", "AAA=", "AA\n", "é"] {
            #expect(Base64.decodeURL(text) == nil, "\(text)")
        }
    }
}
