import Assessment
import Profiles
import Testing

/// Whom a published break concerns decides between "genuine" and "genuine, with a known break".
@Suite struct BreakScopeTests {
    private func breaks(
        _ part: String,
        revision: String? = nil,
        family: String? = nil,
        maker: String? = nil,
        firmware: String? = nil
    ) throws -> Set<String> {
        let profile = try #require(SiliconProfile.named(part))
        return Set(
            profile.breaks(revision: revision, family: family, maker: maker, firmware: firmware).filter {
                $0.fact.mark != .mem
            }
            .map(\.id)
        )
    }

    @Test func `a revision that has it fixed is not concerned, an unknown one is`() throws {
        #expect(try breaks("rp2350", revision: "A4").isEmpty)
        #expect(try breaks("rp2350", revision: "A3") == ["RP2350-E24"])
        #expect(try breaks("rp2350", revision: "A2").count == 4)
        #expect(try breaks("rp2350").count == 4)
        #expect(try breaks("esp32", revision: "v3.0") == ["CVE-2023-35818", "AR2022-003"])
    }

    @Test(arguments: ["v0.0", "v0.1", "v1.2"])
    func `no revision of ESP32-H2 verifies ECDSA as it should`(_ revision: String) throws {
        #expect(try breaks("esp32h2", revision: revision).contains { $0.hasPrefix("ECDSA_DS") })
    }

    @Test(arguments: ["v0.0", "v1.0", "v1.3", "v3.0", "v3.1", "v3.2"])
    func `nor does any of ESP32-P4`(_ revision: String) throws {
        #expect(try breaks("esp32p4", revision: revision).contains { $0.hasPrefix("ECDSA_DS") })
    }

    @Test func `one maker's flaw is not another's`() throws {
        #expect(try breaks("tpm2", maker: "IFX", firmware: "7.61.2785.0") == ["CVE-2017-15361", "CVE-2024-45678"])
        #expect(try breaks("tpm2", maker: "IFX", firmware: "7.62.3126.0") == ["CVE-2024-45678"])
        #expect(try breaks("tpm2", maker: "IFX", firmware: "15.23") == ["CVE-2024-45678"])
        #expect(try breaks("tpm2", maker: "IFX") == ["CVE-2017-15361", "CVE-2024-45678"])
        #expect(try breaks("tpm2", maker: "IFX", firmware: "unreadable") == ["CVE-2017-15361", "CVE-2024-45678"])
        #expect(try breaks("tpm2", maker: "STM", firmware: "1.512").isEmpty)
    }

    @Test func `one family's flaw is not its sibling's, and an unknown family is not excused`() throws {
        #expect(try breaks("imx8m", family: "imx8mp").isEmpty)
        #expect(try breaks("imx8m", family: "i.MX 8M Mini") == ["CVE-2022-45163"])
        #expect(try breaks("imx8m") == ["CVE-2022-45163"])
    }
}
