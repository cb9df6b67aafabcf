import MCUboot
import Testing
import Wire

@Suite struct MCUbootVersionTests {
    @Test(arguments: [
        ("1", "1.0.0+0"), ("1.2", "1.2.0+0"), ("1.2.3", "1.2.3+0"), ("1.2.3+4", "1.2.3+4"),
        ("255.255.65535+4294967295", "255.255.65535+4294967295"), ("0.0.0+0", "0.0.0+0"),
    ])
    func `a version is read as imgtool reads it`(text: String, whole: String) throws {
        let version = try #require(MCUbootVersion(text))
        #expect(version.description == whole)
        #expect(MCUbootVersion(whole) == version)
        #expect(try MCUbootVersion(version.serialized(order: .little), order: .little) == version)
    }

    @Test(arguments: [
        "", "1.", ".1", "01", "1.02", "256", "1.256", "1.2.65536", "1.2.3+4294967296", "1+2", "1.2+3", "1.2.3.4",
        "1.2.3+4+5", "1.2.3+4.5", "-1", "1.2.x", " 1", "1 ", "99999999999999999999",
    ])
    func `any other text is refused`(text: String) {
        #expect(MCUbootVersion(text) == nil)
    }

    @Test func `versions are ordered by their numbers, and make a counter as imgtool's auto does`() throws {
        let texts = ["0.0.0+1", "0.0.1", "0.0.255", "0.0.256", "0.1.0", "1.0.0", "1.0.0+1"]
        let versions = try texts.map { try #require(MCUbootVersion($0)) }
        #expect(versions.sorted() == versions)
        #expect(MCUbootVersion("1.2.3+4")?.securityCounter == 0x0102_0003)
    }
}
