import Testing
import Wire

@Suite struct UUIDTextTests {
    @Test func `a UUID is 16 octets in five groups, and nothing else`() {
        let octets = (0..<16).map { UInt8($0 * 17) }
        #expect(UUIDText.encode(octets) == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(UUIDText.decode("00112233-4455-6677-8899-AABBCCDDEEFF") == octets)
        #expect(UUIDText.encode(Array(octets.dropLast())) == nil)
        for text in [
            "", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeef", "-----",
            "0011223-34455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeefg",
            "00112233-4455-6677-8899-aabbccddeeff-", "{00112233-4455-6677-8899-aabbccddeeff}",
        ] { #expect(UUIDText.decode(text) == nil, "\(text)") }
    }
}
