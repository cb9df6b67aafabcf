import Foundation
import Testing

/// `bedplate image extract` as people run it, beside fiptool and dumpimage.
@Suite(.timeLimit(.minutes(60))) struct ImageExtractTests {
    private static let judges = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/judges/bin").path

    /// A stage with three payloads and a passphrase.
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.write("correct horse\n", to: "pass")
        for (name, count) in [("one.bin", 5000), ("two.bin", 300), ("three.bin", 7)] {
            try stage.write(String(repeating: name, count: count), to: name)
        }
        try stage.script("chmod 600 pass")
        return stage
    }

    @Test func `what fiptool packs is listed and taken out by name and by UUID, and all of it at once`() throws {
        let stage = try stage()
        defer { stage.end() }
        let blob = "01234567-89AB-CDEF-0123-456789ABCDEF"
        try stage.script(
            """
            fiptool create --tb-fw one.bin --soc-fw two.bin --blob uuid=\(blob),file=three.bin fip.bin
            bedplate image extract fip.bin -> tb-fw: BL2 -> uuid 5FF9EC0B-4D22-3E4D-A544-C39D81C73F0A -> octets 35000, from
            bedplate image extract fip.bin soc-fw --out a.bin -> file a.bin
            bedplate image extract fip.bin 47d4086d-4cfe-9846-9b95-2950cbbd5a00 --out b.bin
            bedplate image extract fip.bin \(blob) --out c.bin
            2:bedplate image extract fip.bin --all parts --out x.bin -> one part with --out
            3:bedplate image extract fip.bin nt-fw --out x.bin -> no part 'nt-fw' -> tb-fw, soc-fw
            3:bedplate image extract fip.bin --out x.bin -> name one
            """
        )
        #expect(try stage.read("a.bin") == stage.read("two.bin"))
        #expect(try stage.read("b.bin") == stage.read("two.bin"))
        #expect(try stage.read("c.bin") == stage.read("three.bin"))
        #expect(!stage.exists("x.bin") && !stage.exists("parts"))
        let listed = try stage.run("bedplate image extract fip.bin --all ours/parts --json")
        let parts = try #require(listed.json as? [[String: Any]])
        #expect(parts.count == 3)
        try stage.script("mkdir theirs\nfiptool unpack --out theirs fip.bin")
        for part in parts {
            let file = try #require(part["file"] as? String)
            let name = try #require(file.split(separator: "/").last)
            #expect(try stage.read(file) == stage.read("theirs/\(name)"))
            let digest = try stage.run("sha256sum \(file)").output.prefix(64)
            #expect(part["sha256"] as? String == String(digest))
        }
        // Nothing is overwritten: not when all is there, not when one is.
        try stage.script(
            """
            1:bedplate image extract fip.bin --all ours/parts -> exists already; nothing was written
            rm ours/parts/tb-fw.bin
            1:bedplate image extract fip.bin --all ours/parts -> nothing was written
            """
        )
        #expect(!stage.exists("ours/parts/tb-fw.bin"))
    }

    @Test func `what mkimage builds is taken out as dumpimage takes it out`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.write(
            """
            /dts-v1/;
            / { description = "test"; #address-cells = <1>;
              images {
                kernel { data = /incbin/("one.bin"); type = "kernel"; arch = "arm64"; os = "linux"; compression = "none";
                  load = <0x80000>; entry = <0x80000>; hash-1 { algo = "sha256"; }; };
                fdt-1 { data = /incbin/("two.bin"); type = "flat_dt"; arch = "arm64"; compression = "none";
                  hash-1 { algo = "sha256"; }; };
              };
              configurations { default = "conf"; conf { kernel = "kernel"; fdt = "fdt-1"; }; };
            };
            """,
            to: "image.its"
        )
        for options in ["", "-E", "-E -p 0x20000"] {
            try stage.script(
                """
                mkimage \(options) -f image.its image.fit
                bedplate image extract image.fit -> kernel: kernel, arm64, linux, none -> fdt-1: flat_dt
                bedplate image extract image.fit kernel --out kernel.bin
                bedplate image extract image.fit FDT-1 --out fdt.bin
                dumpimage -T flat_dt -p 0 -o dumped.bin image.fit
                """
            )
            #expect(try stage.read("kernel.bin") == stage.read("one.bin"))
            #expect(try stage.read("kernel.bin") == stage.read("dumped.bin"))
            #expect(try stage.read("fdt.bin") == stage.read("two.bin"))
        }
    }

    @Test func `a payload comes out of a signed image, and not out of an encrypted one`() throws {
        let stage = try stage()
        defer { stage.end() }
        let sign = "bedplate image sign mcuboot one.bin --key key --pin file:pass --version 1.2.3"
        try stage.script(
            """
            bedplate key new key --pin file:pass
            bedplate key export-public key --out key.pem
            \(sign) --out signed.bin
            \(sign) --out signed.hex
            \(sign) --encrypt-for key.pem --out encrypted.bin
            bedplate image extract signed.bin --out a.bin -> payload
            bedplate image extract signed.hex payload --out b.bin
            bedplate image extract signed.hex payload --out b.hex
            \(Self.judges)/hex2bin.py b.hex c.bin
            2:bedplate image extract encrypted.bin --out x.bin -> encrypted -> bedplate image decrypt
            2:bedplate image extract one.bin --out x.bin -> no boot image that is known
            """
        )
        #expect(try stage.read("a.bin") == stage.read("one.bin"))
        #expect(try stage.read("b.bin") == stage.read("one.bin"))
        #expect(try stage.read("c.bin") == stage.read("one.bin"))
        #expect(!stage.exists("x.bin"))
    }
}
