import BootSigning
import DeviceTree
import FIT
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import Testing

/// FITs that are built here, beside mkimage's of the same source.
@Suite struct FITBuildTests {
    private static let signature = #"algo = "sha256,rsa2048"; key-name-hint = "dev";"#

    private func assembled(_ compiled: [UInt8], _ data: FITSigning.Data = .unchanged) throws -> [UInt8] {
        var sink = MemorySink()
        try FITAssembly(timestamp: MakeImage.time, data: data).assemble(MemorySource(compiled), to: &sink)
        return sink.bytes
    }

    /// The description compiled, with files from the judge's directory.
    private func compiled(_ json: String, _ judge: MakeImage) throws -> JoinedSource {
        try FITDescription(json: Array(json.utf8)).compile { MemorySource(try judge.tools.read($0)) }
    }

    @Test func `what dtc compiles becomes the tree that mkimage makes, every hash and the time included`() throws {
        let judge = try MakeImage()
        let theirs = try judge.build(Self.signature)
        try judge.tools.run("-q -I dts -O dtb -o compiled.dtb source.its", program: "dtc")
        let compiled = try judge.tools.read("compiled.dtb")
        let ours = try assembled(compiled)
        #expect(try judge.text(ours) == judge.text(theirs))
        #expect(try judge.text(compiled) != judge.text(theirs))
        // The time is as it is asked for.
        var sink = MemorySink()
        try FITAssembly(timestamp: 1).assemble(MemorySource(compiled), to: &sink)
        #expect(try DeviceTree(sink.bytes).root.property("timestamp")?.cell == 1)
    }

    @Test(arguments: [nil, 0x8000]) func `external data lie where mkimage puts them`(position: Int?) throws {
        let judge = try MakeImage()
        _ = try judge.build(Self.signature)
        try judge.run("-E \(position.map { "-p 0x\(String($0, radix: 16))" } ?? "") -f source.its external.fit")
        let theirs = try judge.tools.read("external.fit")
        try judge.tools.run("-q -I dts -O dtb -o compiled.dtb source.its", program: "dtc")
        let ours = try assembled(try judge.tools.read("compiled.dtb"), .external(position: position))
        #expect(try judge.text(ours) == judge.text(theirs))
        let parts = (try FITFormat.parts(MemorySource(ours)), try FITFormat.parts(MemorySource(theirs)))
        #expect(parts.0.map(\.name) == parts.1.map(\.name) && parts.0.count == 3)
        for (one, other) in zip(parts.0, parts.1) { #expect(ours[one.range] == theirs[other.range]) }
        if position != nil { #expect(parts.0.map(\.range) == parts.1.map(\.range)) }
    }

    /// The same as ``source``.
    private static let description = """
        { "version": 1, "description": "board 1",
          "images": [
            { "name": "kernel", "file": "kernel", "description": "Linux", "type": "kernel", "arch": "arm64",
              "os": "linux", "compression": "gzip", "load": "0x80080000", "entry": "0x80080000",
              "hashes": ["sha512", "crc32"] },
            { "name": "fdt-1", "file": "fdt", "type": "flat_dt", "arch": "arm64" },
            { "name": "ramdisk", "file": "ramdisk", "type": "ramdisk", "arch": "arm64", "os": "linux" } ],
          "configurations": [
            { "name": "conf-1", "description": "first", "compatible": ["v,b", "v"], "kernel": "kernel",
              "fdt": ["fdt-1"], "ramdisk": "ramdisk",
              "signatures": [{ "keyName": "dev", "algorithm": "sha256,rsa2048" }] },
            { "name": "conf-2", "kernel": "kernel", "loadables": ["ramdisk", "fdt-1"],
              "signatures": [{ "keyName": "dev", "algorithm": "sha256,rsa2048" }] } ],
          "default": "conf-2" }
        """

    private static let source = """
        /dts-v1/;
        / { description = "board 1"; #address-cells = <1>;
          images {
            kernel { description = "Linux"; data = /incbin/("kernel"); type = "kernel"; arch = "arm64"; os = "linux";
              compression = "gzip"; load = <0x80080000>; entry = <0x80080000>;
              hash-1 { algo = "sha512"; }; hash-2 { algo = "crc32"; }; };
            fdt-1 { data = /incbin/("fdt"); type = "flat_dt"; arch = "arm64"; compression = "none";
              hash-1 { algo = "sha256"; }; };
            ramdisk { data = /incbin/("ramdisk"); type = "ramdisk"; arch = "arm64"; os = "linux"; compression = "none";
              hash-1 { algo = "sha256"; }; };
          };
          configurations { default = "conf-2";
            conf-1 { description = "first"; compatible = "v,b", "v"; kernel = "kernel"; fdt = "fdt-1";
              ramdisk = "ramdisk"; signature-1 { algo = "sha256,rsa2048"; key-name-hint = "dev";
                sign-images = "kernel", "fdt", "ramdisk"; }; };
            conf-2 { kernel = "kernel"; loadables = "ramdisk", "fdt-1";
              signature-1 { algo = "sha256,rsa2048"; key-name-hint = "dev"; sign-images = "kernel", "loadables"; }; };
          };
        };
        """

    @Test func `a description is the tree that mkimage makes of the same source, and both tools sign it`() async throws
    {
        let judge = try MakeImage()
        let signer = try judge.key("dev", .rsa2048)
        try judge.tools.write(Self.source.utf8, to: "same.its")
        try judge.run("-f same.its same.fit")
        let compiled = try compiled(Self.description, judge)
        var sink = MemorySink()
        try FITAssembly(timestamp: MakeImage.time).assemble(compiled, to: &sink)
        let ours = sink.bytes
        #expect(try judge.text(ours) == judge.text(judge.tools.read("same.fit")))
        let listed = String(
            decoding: try judge.tools.run("-l same.fit", program: "dumpimage"),
            as: UTF8.self
        )
        try judge.tools.write(ours, to: "ours.fit")
        let shown = String(decoding: try judge.tools.run("-l ours.fit", program: "dumpimage"), as: UTF8.self)
        #expect(shown == listed && shown.contains("conf-2"))
        // Signed by mkimage, judged here; signed here, listed there.
        let trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        let theirs = try judge.sign(ours)
        #expect(try FITFormat.verify(MemorySource(theirs), trust).failures == [])
        let signed = try await FITFixture.sign(ours, FITSigning(keys: [.init(name: "dev", signer: signer)]))
        #expect(try FITFormat.verify(MemorySource(signed), trust).failures == [])
        try judge.tools.write(signed, to: "signed.fit")
        let list = String(decoding: try judge.tools.run("-l signed.fit", program: "dumpimage"), as: UTF8.self)
        #expect(list.contains("Sign algo:    sha256,rsa2048:dev"))
        // The time is covered: what is signed is not built once more.
        #expect(throws: BedplateError(.conflict, "")) {
            var other = MemorySink()
            try FITAssembly(timestamp: 1).assemble(MemorySource(signed), to: &other)
        }
        // Positive control: unsigned, it is refused.
        #expect(try !FITFormat.verify(MemorySource(ours), trust).holds)
    }

    @Test func `the description that the documentation shows is one`() throws {
        let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let page = try String(contentsOf: root.appending(path: "Documentation/boot-images.md"), encoding: .utf8)
        let block = try #require(page.components(separatedBy: "```json\n").dropFirst().first)
        let json = try #require(block.components(separatedBy: "```").first)
        let description = try FITDescription(json: Array(json.utf8))
        #expect(description.images.count == 3 && description.configurations.count == 2)
    }

    @Test func `an address beyond 32 bits makes all of them wide`() throws {
        let judge = try MakeImage()
        let wide = Self.description.replacing(#""load": "0x80080000""#, with: #""load": "0x880000000""#)
        let compiled = try compiled(wide, judge)
        let tree = try DeviceTree(try compiled.octets(in: 0..<compiled.count))
        #expect(tree.root.property("#address-cells")?.cell == 2)
        #expect(tree.node("/images/kernel")?.property("load")?.cells == [8, 0x8000_0000])
        #expect(tree.node("/images/kernel")?.property("entry")?.cells == [0, 0x8008_0000])
    }

    @Test func `data of any length are read in parts`() throws {
        let judge = try MakeImage()
        let long = (0..<(3 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        try judge.tools.write(long, to: "kernel")
        let compiled = try compiled(Self.description, judge)
        var sink = MemorySink()
        try FITAssembly(timestamp: 1, data: .external(position: nil)).assemble(compiled, to: &sink)
        let part = try #require(try FITFormat.parts(MemorySource(sink.bytes)).first { $0.name == "kernel" })
        #expect(sink.bytes[part.range].elementsEqual(long))
        for range in [0..<1, 0..<compiled.count, compiled.count - 1..<compiled.count, 5..<5] {
            #expect(try compiled.octets(in: range).count == range.count)
        }
        #expect(throws: BedplateError(.malformed, "")) { try compiled.octets(in: 0..<compiled.count + 1) }
    }

    /// What a description must not say: what is replaced, by what, and where the error says it is.
    private static let refusals: [(name: String, old: String, new: String, place: String)] = [
        ("no JSON", "{ \"version\"", "version", "fit"),
        ("another version", "\"version\": 1", "\"version\": 2", "fit.version"),
        ("an unknown key", "\"os\": \"linux\" } ]", "\"os\": \"linux\", \"size\": 1 } ]", "fit.images[2].size"),
        ("an unknown type", "\"flat_dt\"", "\"flatdt\"", "fit.images[1].type"),
        (
            "an unknown architecture", "\"type\": \"flat_dt\", \"arch\": \"arm64\"",
            "\"type\": \"flat_dt\", \"arch\": \"ARM\"", "fit.images[1].arch"
        ),
        ("an unknown compression", "\"gzip\"", "\"gz\"", "fit.images[0].compression"),
        ("a kernel without entry", ", \"entry\": \"0x80080000\"", "", "fit.images[0]"),
        ("an address as a number", "\"load\": \"0x80080000\"", "\"load\": 2148007936", "fit.images[0].load"),
        ("an address that is none", "\"load\": \"0x80080000\"", "\"load\": \"0x+1\"", "fit.images[0].load"),
        (
            "an address beyond 64 bits", "\"load\": \"0x80080000\"", "\"load\": \"0x10000000000000000\"",
            "fit.images[0].load"
        ),
        ("no hash that protects", "[\"sha512\", \"crc32\"]", "[\"crc32\"]", "fit.images[0].hashes"),
        ("SHA-1", "\"sha512\", ", "\"sha1\", ", "fit.images[0].hashes[0]"),
        ("a hash twice", "\"crc32\"", "\"sha512\"", "fit.images[0].hashes"),
        ("a unit address", "\"name\": \"kernel\"", "\"name\": \"kernel@1\"", "fit.images[0].name"),
        ("a path as a name", "\"name\": \"kernel\"", "\"name\": \"a/b\"", "fit.images[0].name"),
        ("an image's name twice", "\"name\": \"ramdisk\"", "\"name\": \"fdt-1\"", "fit.images[2]"),
        ("a configuration's name twice", "\"name\": \"conf-2\"", "\"name\": \"conf-1\"", "fit.configurations[1]"),
        (
            "an image that is not there", "\"ramdisk\": \"ramdisk\"", "\"ramdisk\": \"initrd\"",
            "fit.configurations[0].ramdisk"
        ),
        ("a list that is empty", "[\"ramdisk\", \"fdt-1\"]", "[]", "fit.configurations[1].loadables"),
        (
            "two kernels", "\"kernel\": \"kernel\", \"loadables\"", "\"kernel\": [\"kernel\"], \"loadables\"",
            "fit.configurations[1].kernel"
        ),
        (
            "a configuration of nothing", "\"kernel\": \"kernel\", \"loadables\": [\"ramdisk\", \"fdt-1\"],", "",
            "fit.configurations[1]"
        ),
        ("a default that is not there", "\"default\": \"conf-2\"", "\"default\": \"conf-3\"", "fit.default"),
        ("no default of two", ",\n  \"default\": \"conf-2\"", "", "fit"),
        (
            "a signature with SHA-1", "{ \"keyName\": \"dev\", \"algorithm\": \"sha256",
            "{ \"keyName\": \"dev\", \"algorithm\": \"sha1", "fit.configurations[0].signatures[0].algorithm"
        ),
    ]

    @Test func `what no description may say is refused where it stands`() throws {
        #expect(throws: Never.self) { try FITDescription(json: Array(Self.description.utf8)) }
        for refusal in Self.refusals {
            let place = try #require(Self.description.range(of: refusal.old), "\(refusal.name)")
            let json = Self.description.replacingCharacters(in: place, with: refusal.new)
            let error = #expect(throws: BedplateError(.malformed, ""), "\(refusal.name)") {
                try FITDescription(json: Array(json.utf8))
            }
            #expect(error?.location == refusal.place, "\(refusal.name)")
        }
        for count in 0..<Self.description.utf8.count {
            #expect(throws: BedplateError.self) {
                try FITDescription(json: Array(Self.description.utf8.prefix(count)))
            }
        }
    }

    @Test func `an empty file, a hash that protects nothing and data without room are refused`() throws {
        let judge = try MakeImage()
        let description = try FITDescription(json: Array(Self.description.utf8))
        #expect(throws: BedplateError(.malformed, "")) { try description.compile { _ in MemorySource([]) } }
        _ = try judge.build(Self.signature)
        let text = String(decoding: try judge.tools.read("source.its"), as: UTF8.self)
        try judge.tools.write(text.replacing("sha512", with: "md5").utf8, to: "weak.its")
        try judge.tools.run("-q -I dts -O dtb -o weak.dtb weak.its", program: "dtc")
        let weak = try judge.tools.read("weak.dtb")
        #expect(throws: BedplateError(.unsupportedScheme, "")) { try assembled(weak) }
        try judge.tools.run("-q -I dts -O dtb -o compiled.dtb source.its", program: "dtc")
        let compiled = try judge.tools.read("compiled.dtb")
        #expect(throws: BedplateError(.conflict, "")) { try assembled(compiled, .external(position: 64)) }
        #expect(throws: BedplateError(.malformed, "")) { try assembled(Array(compiled.prefix(999))) }
        #expect(throws: BedplateError(.malformed, "")) { try assembled(Array("no tree".utf8)) }
    }
}
