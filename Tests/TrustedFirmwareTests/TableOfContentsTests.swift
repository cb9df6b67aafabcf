import Testing
import TrustedFirmware

@Suite struct TableOfContentsTests {
    private static func table() throws -> TableOfContents {
        try TableOfContents(images: [(.trustedBoot, 10), (.soc, 20)], alignment: 8, platformFlags: 0x1234)
    }

    @Test func `a table is read as it was written`() throws {
        let table = try Self.table()
        #expect(table.entries.map(\.offset) == [136, 152])
        #expect(table.packageSize == 176)
        #expect(table.gaps == [146..<152, 172..<176])
        let bytes = table.serialized + [UInt8](repeating: 0, count: 40)
        #expect(bytes.count == table.packageSize)
        let read = try TableOfContents(bytes, ofPackage: bytes.count)
        #expect(read == table)
        #expect(read.platformFlags == 0x1234)
        #expect(TableOfContents.recognises(bytes))
        #expect(!TableOfContents.recognises([0x01, 0x00, 0x64]))
    }

    @Test func `what no package can hold is not written`() {
        let empty: [(uuid: ImageUUID, count: Int)] = []
        #expect(throws: TableError(.noImages, at: 16)) { try TableOfContents(images: empty) }
        #expect(throws: TableError(.emptyImage, at: 40)) { try TableOfContents(images: [(.soc, 0)]) }
        #expect(throws: TableError(.outsidePackage, at: 40)) { try TableOfContents(images: [(.soc, .max)]) }
        #expect(throws: TableError(.duplicateImage, at: 16)) { try TableOfContents(images: [(.null, 1)]) }
        #expect(throws: TableError(.duplicateImage, at: 56)) { try TableOfContents(images: [(.soc, 1), (.soc, 1)]) }
    }

    @Test func `more images than the limit are refused, as many as the limit are read`() throws {
        func images(_ count: Int) -> [(uuid: ImageUUID, count: Int)] {
            (1...count).compactMap { number in
                ImageUUID(octets: [UInt8](repeating: 7, count: 15) + [UInt8(number)]).map { ($0, 1) }
            }
        }
        let limit = TableOfContents.entryLimit
        let most = try TableOfContents(images: images(limit))
        let bytes = most.serialized + [UInt8](repeating: 1, count: limit)
        #expect(most.count == TableOfContents.sizeLimit)
        #expect(try TableOfContents(Array(bytes.prefix(TableOfContents.sizeLimit)), ofPackage: bytes.count) == most)
        #expect(throws: TableError(.tooManyImages, at: 16 + 40 * limit)) {
            try TableOfContents(images: images(limit + 1))
        }
        var more = most
        more.entries.append(.init(uuid: .soc, offset: 1, count: 1))
        #expect(throws: TableError(.tooManyImages, at: 16 + 40 * limit)) {
            try TableOfContents(more.serialized, ofPackage: 1 << 20)
        }
    }

    @Test func `every truncation of the table is refused with a place inside it`() throws {
        let bytes = try Self.table().serialized
        for count in bytes.indices {
            let error = #expect(throws: TableError.self) {
                try TableOfContents(Array(bytes.prefix(count)), ofPackage: 176)
            }
            #expect(error?.reason == .truncated)
            #expect((error?.offset ?? .max) <= count)
        }
    }

    @Test func `a UUID is printed and read as fiptool does`() throws {
        #expect(ImageUUID.trustedBoot.text == "5FF9EC0B-4D22-3E4D-A544-C39D81C73F0A")
        #expect(ImageUUID("5ff9ec0b-4d22-3e4d-a544-c39d81c73f0a") == .trustedBoot)
        #expect(ImageUUID.trustedBoot.description == "tb-fw")
        #expect(ImageUUID(named: "nt-fw") == .nonTrusted)
        #expect(ImageUUID(named: "nt") == nil)
        for text in ["", "5FF9EC0B4D223E4DA544C39D81C73F0A", "5FF9EC0-B4D22-3E4D-A544-C39D81C73F0A"] {
            #expect(ImageUUID(text) == nil)
        }
        #expect(Set(ImageUUID.all).count == ImageUUID.all.count)
        for uuid in ImageUUID.all { #expect(uuid.name.flatMap { ImageUUID(named: $0) } == uuid) }
    }
}
