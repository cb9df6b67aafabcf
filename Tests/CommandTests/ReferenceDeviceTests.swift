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
        func sign(_ name: String, _ address: String, _ version: String = "1.0.0", _ counter: Int = 1) -> String {
            "bedplate image sign mcuboot firmware/\(name).bin --pin file:pass --full-key --version \(version) "
                + "--counter \(counter) --header-size 0x200 --load-address \(address)"
        }
        let (secure, application) = ("secure-firmware", "application")
        let soc = "bedplate lab soc"
        let images = "--image secure.img --application app.img"
        try stage.script(
            """
            bedplate key new maker --pin file:pass -> may sign development
            bedplate key new other --pin file:pass
            bedplate key export-public maker --out maker.pem
            \(sign(secure, "0x1a400000")) --key maker --out secure.img -> signed
            \(sign(secure, "0x1a400000")) --key other --out foreign.img -> signed
            \(sign(application, "0x0a420000")) --key maker --out app.img -> signed
            \(sign(secure, "0x1a400000", "2.0.0", 2)) --key maker --out secure2.img -> signed
            \(sign(application, "0x0a420000", "2.0.0", 3)) --key maker --out app2.img -> signed
            \(sign(application, "0x0a420000", "2.0.0", 3)) --key other --out appx.img -> signed
            3:\(soc) new dev1 --firmware nowhere -> Scripts/build-firmware
            \(soc) new dev1 --firmware firmware -> blank
            1:\(soc) new dev1 --firmware firmware -> already
            2:\(soc) new DEV --firmware firmware -> is no name
            1:\(soc) boot dev1 --firmware firmware -> on the station
            2:\(soc) provision dev1 --firmware firmware \(images) -> one --root-key
            \(soc) provision dev1 --firmware firmware --root-key maker.pem \(images) -> is secured -> instance key
            3:\(soc) provision dev1 --firmware firmware --root-key maker.pem \(images) -> does not wait
            \(soc) boot dev1 --firmware firmware --watch -> secure firmware was verified -> S: -> block: fuse secureCounter -> A:ready
            \(soc) boot dev1 --firmware firmware -> the application was verified, measured and started
            1:\(soc) update dev1 --firmware firmware --image secure2.img --application appx.img -> in no fuse -> reverted
            \(soc) update dev1 --firmware firmware --image secure2.img --application app2.img -> slot b is confirmed -> 1 -> 3
            1:\(soc) update dev1 --firmware firmware \(images) -> older than one -> reverted
            \(soc) boot dev1 --firmware firmware -> A:version 00000002
            \(soc) new dev2 --firmware firmware
            \(soc) provision dev2 --firmware firmware --root-key maker.pem --image foreign.img --application app.img
            1:\(soc) boot dev2 --firmware firmware -> is in no fuse -> waits for an authentic image
            \(soc) list -> dev1 -> dev2
            \(soc) rm dev2 --firmware firmware -> removed
            3:\(soc) boot dev2 --firmware firmware -> no device
            """
        )
        let started = try stage.run("\(soc) boot dev1 --firmware firmware --json").json as? [String: Any]
        #expect(started?["started"] as? Bool == true)
        #expect(started?["simulated"] as? Bool == true)
        #expect(
            (started?["reports"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == [
                "started", "application-started",
            ]
        )
        // What the block itself kept of these boots.
        let boots = try String(
            contentsOf: stage.directory.appending(path: "lab/soc/dev1/block/boots.log"),
            encoding: .utf8
        )
        #expect(boots.split(separator: "\n").count { $0.contains("0x00000001 started") } >= 3)
    }
}
