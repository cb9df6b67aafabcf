import Foundation
import Testing

/// `bedplate image fip` as people run it: octet for octet what fiptool makes.
@Suite(.timeLimit(.minutes(60))) struct PackageCommandTests {
    private static let blob = "01234567-89AB-CDEF-0123-456789ABCDEF"

    private func stage() throws -> Stage {
        let stage = try Stage()
        for (name, count) in [("one.bin", 5000), ("two.bin", 300), ("three.bin", 7)] {
            try stage.write(String(repeating: name, count: count), to: name)
        }
        return stage
    }

    @Test(arguments: [1, 8, 512, 0x1000]) func `packages are created, updated and cut as fiptool does it`(
        alignment: Int
    ) throws {
        let stage = try stage()
        defer { stage.end() }
        func same(location: SourceLocation = #_sourceLocation) throws {
            #expect(try stage.read("ours.fip") == stage.read("theirs.fip"), sourceLocation: location)
        }
        let align = "--align \(alignment)"
        let blob = "--blob uuid=\(Self.blob),file=three.bin"
        try stage.script(
            """
            fiptool create \(align) --plat-toc-flags 0xbeef --soc-fw two.bin --tb-fw one.bin \(blob) theirs.fip
            bedplate image fip create \(align) --platform-flags 0xbeef --image \(Self.blob)=three.bin \
             --image tb-fw=one.bin --image soc-fw=two.bin --out ours.fip -> created ours.fip
            """
        )
        try same()
        try stage.script(
            """
            fiptool update \(align) --tb-fw three.bin --hw-config two.bin theirs.fip
            bedplate image fip update \(align) ours.fip --image tb-fw=three.bin --image hw-config=two.bin -> updated ours.fip
            """
        )
        try same()
        try stage.script(
            """
            fiptool update \(align) --plat-toc-flags 0x1234 --nt-fw one.bin theirs.fip
            bedplate image fip update ours.fip \(align) --image nt-fw=one.bin --platform-flags 0x1234 --out ours.fip
            """
        )
        try same()
        try stage.script(
            """
            fiptool remove \(align) --soc-fw --blob uuid=\(Self.blob) theirs.fip
            bedplate image fip remove ours.fip \(align) --image soc-fw --image \(Self.blob.lowercased())
            """
        )
        try same()
        try stage.script(
            """
            fiptool remove \(align) --tb-fw --out other-theirs.fip theirs.fip
            bedplate image fip remove ours.fip \(align) --image tb-fw --out other-ours.fip
            """
        )
        try same()
        #expect(try stage.read("other-ours.fip") == stage.read("other-theirs.fip"))
    }

    @Test func `the list has what fiptool's has, and digests`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.script(
            """
            fiptool create --plat-toc-flags 0x7 --tb-fw one.bin --soc-fw two.bin fip.bin
            bedplate image fip list fip.bin -> platform flags 0x7 -> soc-fw: BL31
            """
        )
        let listed = try #require(try stage.run("bedplate image fip list fip.bin --json").json as? [String: Any])
        let images = try #require(listed["images"] as? [[String: Any]])
        let info = try stage.run("fiptool --verbose info fip.bin").output
        #expect(images.count == 2)
        for image in images {
            let (offset, octets) = (try #require(image["offset"] as? Int), try #require(image["octets"] as? Int))
            let line =
                "offset=0x\(String(offset, radix: 16).uppercased()), size=0x\(String(octets, radix: 16).uppercased()), "
                + "cmdline=\"--\(try #require(image["name"] as? String))\""
            #expect(info.contains(line), "\(info)")
            #expect(info.lowercased().contains(try #require(image["sha256"] as? String)))
            #expect((image["uuid"] as? String)?.count == 36)
        }
        let shown = try stage.run("bedplate image fip list fip.bin").output
        #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `what no package can be is refused and leaves the package as it was`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.script(
            """
            bedplate image fip create --image tb-fw=one.bin --out fip.bin
            cp fip.bin before.bin
            2:bedplate image fip create --out none.bin -> no-images
            2:bedplate image fip create --image bl9=one.bin --out none.bin -> is no UUID and none of -> tb-fw
            2:bedplate image fip create --image tb-fw --out none.bin -> no NAME=VALUE
            2:bedplate image fip create --image tb-fw=one.bin --align 3 --out none.bin -> no power of two
            2:bedplate image fip create --image 00000000-0000-0000-0000-000000000000=one.bin --out none.bin
            3:bedplate image fip create --image tb-fw=absent.bin --out none.bin -> cannot be read
            2:bedplate image fip create --image tb-fw=one.bin --platform-flags 0x10000 --out none.bin -> 16 bits
            2:bedplate image fip update fip.bin -> nothing to change
            3:bedplate image fip update fip.bin --image tb-fw=absent.bin -> cannot be read
            2:bedplate image fip update one.bin --image tb-fw=two.bin -> table of contents is refused
            2:bedplate image fip remove fip.bin --image tb-fw -> no-images
            3:bedplate image fip remove fip.bin --image nt-fw -> no image 'nt-fw'
            2:bedplate image fip list one.bin -> table of contents is refused
            cmp fip.bin before.bin
            """
        )
        #expect(!stage.exists("none.bin"))
    }

    @Test func `changing a signed package says that its certificates stay, and a device refuses it until they are new`()
        throws
    {
        let stage = try stage()
        defer { stage.end() }
        try stage.write("correct horse\n", to: "pass")
        let sign = "bedplate image sign tf-a --key root --pin file:pass --counter trusted=3"
        try stage.script(
            """
            chmod 600 pass
            bedplate key new root --pin file:pass
            bedplate key export-public root --out root.pem
            openssl pkey -pubin -in root.pem -outform DER -out root.der
            \(sign) --image tb-fw=one.bin --out fip.bin
            """
        )
        let digest = try stage.run("sha256sum root.der").output.prefix(64)
        try stage.script(
            """
            bedplate image verify fip.bin --digest \(digest) -> would boot this image
            bedplate image fip update fip.bin --image tb-fw=two.bin -> certificates in the package were not made anew
            1:bedplate image verify fip.bin --digest \(digest) -> image.hash
            \(sign) --from fip.bin --out again.bin
            bedplate image verify again.bin --digest \(digest) -> would boot this image
            """
        )
    }
}
