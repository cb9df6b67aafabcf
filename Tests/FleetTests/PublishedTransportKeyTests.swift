import Testing

@testable import Fleet

@Suite struct PublishedTransportKeyTests {
    @Test func `the table holds digests, each once, with a source`() {
        #expect(PublishedTransportKey.all.count == 46)
        #expect(Set(PublishedTransportKey.all.map(\.sha256)).count == 46)
        for key in PublishedTransportKey.all {
            #expect(key.sha256.count == 64 && key.sha256.allSatisfy { $0.isHexDigit && !$0.isUppercase })
            #expect(!key.source.isEmpty && !key.element.isEmpty)
        }
    }

    @Test func `the keys that everybody has are recognised, and another is not`() {
        let globalPlatform: [UInt8] = Array(0x40...0x4F)
        #expect(PublishedTransportKey.matching(PublishedTransportKey.digest(of: globalPlatform)).map(\.use) == ["any"])
        let encryption: [UInt8] = [
            0xD2, 0xDB, 0x63, 0xE7, 0xA0, 0xA5, 0xAE, 0xD7, 0x2A, 0x64, 0x60, 0xC4, 0xDF, 0xDC, 0xAF, 0x64,
        ]
        let digest = PublishedTransportKey.digest(of: encryption)
        #expect(PublishedTransportKey.matching(digest.uppercased()).map(\.element) == ["SE050E (OEF A921)"])
        #expect(PublishedTransportKey.matching(PublishedTransportKey.digest(of: [1, 2, 3])).isEmpty)
    }
}
