import Testing

@Suite struct ExplainTests {
    @Test func `a code of the boot ROM is explained, and what is none is refused`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.script(
            """
            bedplate explain 0x0005000d -> 0x0005000d image-signature: the signature does not hold
            bedplate explain 5000D -> image-signature
            bedplate explain -> 0x00010001 -> 0x00070002
            3:bedplate explain 0x00000000 -> has no code
            2:bedplate explain 0x1000000000 -> is no code
            2:bedplate explain +5 -> is no code
            """
        )
        let shown = try stage.run("bedplate explain 0x0005000D --json").json as? [String: String]
        #expect(shown?["name"] == "image-signature")
        #expect((try stage.run("bedplate explain --json").json as? [[String: String]])?.count ?? 0 > 30)
    }
}
