import Foundation
import Programs
import Testing

/// The reference device as people run it: real QEMU, the real block, and the ROM of this repository.
@Suite struct ReferenceDeviceTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `a blank device is provisioned, starts what its maker signed, and nothing else`() throws {
        let stage = try Stage()
        defer { stage.end() }
        let firmware = stage.directory.appending(path: "firmware").path
        let build = try Program([Self.root.path + "/Scripts/build-firmware", firmware], atMost: 600)
        try #require(build.status == 0, "\(build.text)\(build.errorText)")
        try stage.write("correct horse\n", to: "pass")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: stage.directory.appending(path: "pass").path
        )
        let sign =
            "bedplate image sign mcuboot firmware/secure-firmware.bin --pin file:pass --full-key --version 1.0.0 "
            + "--counter 1 --header-size 0x200 --load-address 0x1a400000"
        let soc = "bedplate lab soc"
        try stage.script(
            """
            bedplate key new maker --pin file:pass -> may sign development
            bedplate key new other --pin file:pass
            bedplate key export-public maker --out maker.pem
            \(sign) --key maker --out fw.img -> signed
            \(sign) --key other --out foreign.img -> signed
            3:\(soc) new dev1 --firmware nowhere -> Scripts/build-firmware
            \(soc) new dev1 --firmware firmware -> blank
            1:\(soc) new dev1 --firmware firmware -> already
            2:\(soc) new DEV --firmware firmware -> is no name
            1:\(soc) boot dev1 --firmware firmware -> on the station
            2:\(soc) provision dev1 --firmware firmware --image fw.img -> one --root-key
            \(soc) provision dev1 --firmware firmware --root-key maker.pem --image fw.img -> is secured -> instance key
            3:\(soc) provision dev1 --firmware firmware --root-key maker.pem --image fw.img -> does not wait
            \(soc) boot dev1 --firmware firmware -> verified, measured and started -> S:
            \(soc) boot dev1 --firmware firmware -> verified, measured and started
            \(soc) new dev2 --firmware firmware
            \(soc) provision dev2 --firmware firmware --root-key maker.pem --image foreign.img -> is secured
            1:\(soc) boot dev2 --firmware firmware -> is in no fuse -> waits for an authentic image
            \(soc) list -> dev1 -> dev2
            \(soc) rm dev2 --firmware firmware -> removed
            3:\(soc) boot dev2 --firmware firmware -> no device
            """
        )
        let started = try stage.run("\(soc) boot dev1 --firmware firmware --json").json as? [String: Any]
        #expect(started?["started"] as? Bool == true)
        #expect(started?["simulated"] as? Bool == true)
        #expect((started?["reports"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == ["started"])
        // What the block itself kept of these boots.
        let boots = try String(
            contentsOf: stage.directory.appending(path: "lab/soc/dev1/block/boots.log"),
            encoding: .utf8
        )
        #expect(boots.split(separator: "\n").count { $0.contains("0x00000001 started") } >= 3)
    }
}
