import Foundation
import Testing

/// `bedplate assess` as people run it.
@Suite(.timeLimit(.minutes(60))) struct AssessCommandTests {
    /// A fuse that differs from a whole plan, and what the verdict must name.
    private struct Fault {
        /// The steps of the plan that are left out.
        var without: [String] = []
        /// What is burned before the rest.
        var with: String?
        /// The last one of these is nowhere in the assessment of a chip that is as planned.
        var names: [String]
    }

    private static let tools = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/judges/bin").path

    /// The plan of an ESP32-S3: what is burned, in order.
    private static let plan: [(name: String, arguments: String)] = [
        ("BLOCK_KEY0", "burn-key BLOCK_KEY0 digest.bin SECURE_BOOT_DIGEST0"),
        ("BLOCK_KEY1", "burn-key BLOCK_KEY1 flash.bin XTS_AES_128_KEY"),
        ("SPI_BOOT_CRYPT_CNT", "burn-efuse SPI_BOOT_CRYPT_CNT 7"),
        ("SECURE_BOOT_EN", "burn-efuse SECURE_BOOT_EN 1"),
        ("SECURE_BOOT_KEY_REVOKE1", "burn-efuse SECURE_BOOT_KEY_REVOKE1 1"),
        ("SECURE_BOOT_KEY_REVOKE2", "burn-efuse SECURE_BOOT_KEY_REVOKE2 1"),
        ("DIS_PAD_JTAG", "burn-efuse DIS_PAD_JTAG 1"),
        ("DIS_USB_JTAG", "burn-efuse DIS_USB_JTAG 1"),
        ("DIS_DIRECT_BOOT", "burn-efuse DIS_DIRECT_BOOT 1"),
        ("ENABLE_SECURITY_DOWNLOAD", "burn-efuse ENABLE_SECURITY_DOWNLOAD 1"),
        ("SECURE_VERSION", "burn-efuse SECURE_VERSION 1"),
        ("RD_DIS", "write-protect-efuse RD_DIS"),
    ]

    private static let faults: [Fault] = [
        Fault(without: ["SECURE_BOOT_EN"], names: ["not enabled", "Q3.enforced", "SECURE_BOOT_EN = false"]),
        Fault(without: ["DIS_PAD_JTAG"], names: ["Q6", "open", "DIS_PAD_JTAG = false"]),
        Fault(without: ["DIS_USB_JTAG"], names: ["Q6", "open", "DIS_USB_JTAG = false"]),
        Fault(
            without: ["BLOCK_KEY1"],
            with: "burn-key --no-read-protect BLOCK_KEY1 flash.bin XTS_AES_128_KEY",
            names: ["BLOCK_KEY1", "software root dressed as hardware"]
        ),
        Fault(without: ["SECURE_BOOT_KEY_REVOKE2"], names: ["SECURE_BOOT_DIGEST2", "takes a further key"]),
        Fault(without: ["ENABLE_SECURITY_DOWNLOAD"], names: ["download mode", "takes code that nobody signed"]),
        Fault(without: ["DIS_DIRECT_BOOT"], names: ["direct boot", "takes code that nobody signed"]),
        Fault(without: ["SECURE_VERSION"], names: ["SECURE_VERSION", "older software is taken"]),
        Fault(
            without: ["BLOCK_KEY0"],
            with: "burn-key BLOCK_KEY0 foreign.bin SECURE_BOOT_DIGEST0",
            names: ["BLOCK_KEY0", "not the key that releases are signed with"]
        ),
        Fault(
            without: ["BLOCK_KEY0"],
            with: "burn-key --no-write-protect BLOCK_KEY0 digest.bin SECURE_BOOT_DIGEST0",
            names: ["BLOCK_KEY0", "more of its bits can still be burned"]
        ),
    ]

    /// A stage with a signing key of ours, its digest as the chip wants it, and a key for its flash.
    private func stage() throws -> (Stage, digest: String) {
        let stage = try Stage()
        try stage.write("correct horse\n", to: "pass")
        let pass = stage.directory.appendingPathComponent("pass").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pass)
        try stage.script(
            """
            bedplate key new sign --kind rsa3072 --pin file:pass
            bedplate key export-public sign --out sign.pem
            \(Self.tools)/espsecure digest-sbv2-public-key --keyfile sign.pem --output digest.bin
            """
        )
        try Data(repeating: 0x5A, count: 32).write(to: stage.directory.appendingPathComponent("flash.bin"))
        try Data(repeating: 0xA5, count: 32).write(to: stage.directory.appendingPathComponent("foreign.bin"))
        let digest = try stage.read("digest.bin").map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return (stage, digest.joined())
    }

    /// Burns into a new virtual chip, and reads it back.
    private func burn(_ steps: [String], before first: String? = nil, _ stage: Stage, to name: String) throws {
        let espefuse = "\(Self.tools)/espefuse --chip esp32s3 --virt --path-efuse-file \(name).efuse --do-not-confirm"
        // A step with options takes all words behind it for its own.
        let lines =
            [first].compactMap(\.self) + [steps.joined(separator: " "), "summary --format json --file \(name).json"]
        for line in lines { try stage.script("\(espefuse) \(line)") }
    }

    @Test func `a virtual chip that is burned as planned is told from one in which a single fuse is wrong`() throws {
        let (stage, digest) = try stage()
        defer { stage.end() }
        try burn(Self.plan.map(\.arguments), stage, to: "good")
        let good = try stage.run("bedplate assess read good.json --release-digest \(digest) --into unit --all")
        #expect(good.status == 0 && good.output.contains("VERIFY claim only"), "\(good.output)\(good.errors)")
        for word in ["gap:", "refuted:"] { #expect(!good.output.contains(word), "\(good.output)") }
        let plain = { (text: String) in text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        for (number, fault) in Self.faults.enumerated() {
            let steps = Self.plan.filter { !fault.without.contains($0.name) }.map(\.arguments)
            try burn(steps, before: fault.with, stage, to: "bad\(number)")
            let bad = try stage.run("bedplate assess read bad\(number).json --release-digest \(digest) --all")
            for name in fault.names {
                #expect(plain(bad.output).contains(name), "\(fault.without): \(bad.output)\(bad.errors)")
            }
            #expect(fault.names.last.map { !plain(good.output).contains($0) } == true)
        }
        // Nothing but what was read says that this is no silicon.
        try stage.script("1:bedplate assess unit --at-least partial -> claim only, not partial")
    }

    @Test func `a directory of evidence keeps what was read, and tells what was changed since`() throws {
        let (stage, _) = try stage()
        defer { stage.end() }
        try burn(["burn-key BLOCK_KEY0 flash.bin USER"], stage, to: "fuses")
        try stage.script(
            """
            bedplate assess read fuses.json --into unit-412 -> not enabled
            bedplate assess answer Q1 root-key-in-OTP --asset secret --place BLOCK_KEY0 --into unit-412 \
             -> software root dressed as hardware -> BLOCK_KEY0
            bedplate assess unit-412 -> software root dressed as hardware
            2:bedplate assess answer Q9 nothing --into unit-412 -> 'item' cannot be 'Q9'
            """
        )
        let same = try stage.run("bedplate assess unit-412 --json")
        #expect(try stage.run("bedplate assess unit-412 --json").output == same.output)
        let raw = try FileManager.default.contentsOfDirectory(atPath: stage.directory.path + "/unit-412/raw")
        #expect(raw.count == 1)
        try stage.flip("unit-412/raw/\(raw[0])", at: 9)
        try stage.script("bedplate assess unit-412 -> what was read is kept, and is not what was recorded")
    }

    @Test func `what cannot be read is refused with its place, and nothing is kept`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.write("{\"SECURE_BOOT_EN\": {\"bit_len\": 1, \"efuse_type\": \"bool\"", to: "cut.json")
        try stage.write("nothing of the kind\n", to: "notes.txt")
        try stage.script(
            """
            2:bedplate assess read cut.json --into unit -> cut.json
            2:bedplate assess read notes.txt --into unit -> no reader knows this input
            3:bedplate assess read absent.json --into unit
            2:bedplate assess read -> name a file
            bedplate assess read --list -> espefuse-summary
            """
        )
        #expect(!stage.exists("unit"))
    }

    @Test func `parts are listed and explained, each fact with its source, and none from memory`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.script(
            """
            bedplate assess parts -> nrf5340 -> esp32s3
            bedplate assess explain nRF5340 -> Where is the root key? -> from memory, and not printed
            3:bedplate assess explain z80 -> no profile names the part
            """
        )
        for line in try stage.run("bedplate assess parts").output.split(separator: "\n") { #expect(line.count <= 80) }
        for line in try stage.run("bedplate assess explain esp32s3").output.split(separator: "\n") {
            #expect(line.count <= 80)
        }
    }
}
