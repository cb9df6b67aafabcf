import Assessment
import Model
import Readers
import Testing

@Suite struct ATECCTests {
    /// A zone as it leaves the factory, with a private key in slot 0.
    private func zone(_ change: (inout [UInt8]) -> Void = { _ in }) -> String {
        var zone = [UInt8](repeating: 0, count: 128)
        zone.replaceSubrange(0..<13, with: [0x01, 0x23, 0x7B, 0x2A, 0, 0, 0x60, 0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
        (zone[86], zone[87]) = (0x55, 0x55)
        (zone[88], zone[89]) = (0xFF, 0xFF)
        (zone[20], zone[21], zone[96], zone[97]) = (0x83, 0x20, 0x33, 0x00)
        change(&zone)
        return zone.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `locked zones are production, and their private keys unreadable`() throws {
        let reading = try read(zone { ($0[86], $0[87], $0[88]) = (0, 0, 0xFE) })
        #expect(reading.fields(.part, "element")?["family"] == "ATECC608")
        #expect(reading.fields(.part, "element")?["serial"] == "01237b2aaabbccddee" && reading.serial == nil)
        #expect(reading.fields(.lifecycle)?["class"] == "production")
        #expect(reading.fields(.secret, "slot 0")?["readable"] == "no")
        #expect(reading.fields(.secret, "slot 0")?["locked"] == "yes")
        #expect(try reading.isRecordable())
    }

    @Test func `unlocked zones are open, and promise nothing of their slots`() throws {
        let reading = try read(zone())
        #expect(reading.fields(.lifecycle)?["class"] == "open" && !reading.says(.secret))
        let partly = try read(zone { $0[87] = 0 })
        #expect(partly.fields(.lifecycle)?["class"] == "open" && partly.misses("a lock in part"))
    }

    @Test func `another revision, a lock octet that none has, and a forbidden slot are missing`() throws {
        let other = try read(zone { $0[6] = 0x70 })
        #expect(other.observations.isEmpty && other.misses("revision 00007002"))
        let odd = try read(zone { $0[86] = 0x12 })
        #expect(!odd.says(.lifecycle) && odd.misses("whether the zones are locked"))
        let forbidden = try read(zone { ($0[86], $0[87], $0[20]) = (0, 0, 0x03) })
        #expect(!forbidden.says(.secret) && forbidden.misses("is not secret"))
    }

    @Test func `octets that are no zone are refused`() throws {
        #expect(refusal { try read(String(zone().dropLast(2)), as: "atecc-config") }.contains("128 octets"))
        #expect(refusal { try read(zone { $0[12] = 0 }, as: "atecc-config") }.contains("EE at 12"))
        #expect(refusal { try read(zone { $0[12] = 0 }) }.contains("no reader knows"))
    }
}
