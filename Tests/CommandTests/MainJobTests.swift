import Foundation
import GRDB
import Testing

@Suite("The main job, as people run it", .serialized)
struct MainJobTests {
    @Test func `a device is taken from unknown to trusted with a secret, and a tampered one gets nothing`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.startService()
        let agent = "--tpm unix:\(stage.directory.path)/lab/tpm/dev1/run/tpm.sock --state agent"
        let log = "--log lab/tpm/dev1/eventlog.bin"
        try stage.write(Self.policy, to: "lab.json")
        try stage.write("the settings of a plant\n", to: "settings")

        // 1, 2: blank, then identified. Before its maker is trusted, it is refused.
        try stage.script(
            """
            bedplate lab tpm new dev1 -> --anchors
            bedplate lab tpm boot dev1 -> running
            2: bedplate-agent enroll \(agent) --name dev1 --service \(stage.address) -> --anchors
            1: bedplate-agent enroll \(agent) --name dev1 --service \(stage.address) --anchors lab/manufacturer
            bedplate trust add --simulated lab/manufacturer/swtpm-localca-rootca-cert.pem -> simulated
            bedplate-agent enroll \(agent) --name dev1 --policy lab --service \(stage.address) --anchors lab/manufacturer
            bedplate device list -> dev1 enrolled
            """
        )
        // 3, 4: measured, learned, affirmed. 5: a key is released and opens a file.
        try stage.script(
            """
            bedplate policy check lab.json -> LAB
            bedplate policy set lab.json -> version 1
            1: bedplate-agent attest \(agent) \(log) -> reference
            bedplate reference learn device --from dev1 -> version 1
            bedplate-agent attest \(agent) \(log) -> affirming
            bedplate secret new-key data.key
            bedplate secret put data-key --policy lab --file data.key
            bedplate secret encrypt settings --key-file data.key --out settings.sealed
            bedplate-agent attest \(agent) \(log) --release data-key -> released
            bedplate-agent open settings.sealed --secret data-key --out opened \(agent)
            """
        )
        #expect(try stage.read("opened") == stage.read("settings"))
        #expect(try stage.read("settings.sealed") != stage.read("settings"))
        // 6: a changed stage is refused by name, and the key released before stays shut.
        try stage.script(
            """
            bedplate lab tpm tamper dev1 bootloader -> changed
            bedplate lab tpm boot dev1
            1: bedplate-agent attest \(agent) \(log) --release data-key -> PCR 4 -> expected -> found
            1: bedplate-agent open settings.sealed --secret data-key --out stolen \(agent) -> stays sealed
            1: bedplate-agent unseal data-key --out stolen \(agent) -> stays sealed
            bedplate lab tpm tamper dev1 bootloader --restore
            bedplate lab tpm boot dev1
            bedplate-agent open settings.sealed --secret data-key --out again \(agent)
            """
        )
        #expect(!stage.exists("stolen"))
        #expect(try stage.read("again") == stage.read("settings"))
        // 7: another TPM with the first one's state is refused on the device; a retired one by the service.
        let thief = "--tpm unix:\(stage.directory.path)/lab/tpm/dev2/run/tpm.sock --state agent"
        try stage.script(
            """
            bedplate lab tpm new dev2
            bedplate lab tpm boot dev2
            1: bedplate-agent attest \(thief) --log lab/tpm/dev2/eventlog.bin -> not the TPM that was enrolled
            1: bedplate-agent unseal data-key --out stolen \(thief) -> not the TPM that was enrolled
            """
        )
        #expect(!stage.exists("stolen"))
        // 8: the ledger verifies; one changed octet is named by its entry.
        try stage.script(
            """
            bedplate ledger checkpoint --out kept
            bedplate ledger verify --since kept -> the ledger verifies
            bedplate ledger show 0 --json -> anchor.added
            bedplate device retire dev1
            """
        )
        let refused = try stage.run("bedplate-agent attest \(agent) \(log)")
        #expect(refused.status == 1 || refused.status == 3)
        stage.stopService()
        try stage.script(
            """
            bedplate ledger verify --database data/bedplate.sqlite --key data/ledger.vkey -> the ledger verifies
            """
        )
        // A copy in one file, without a write-ahead log.
        let store = try DatabaseQueue(path: stage.directory.path + "/data/bedplate.sqlite")
        try store.vacuum(into: stage.directory.path + "/copy.sqlite")
        try store.close()
        try stage.script("bedplate ledger verify --database copy.sqlite --key data/ledger.vkey -> the ledger verifies")
        let bytes = try stage.read("copy.sqlite")
        let needle = [UInt8]("reference.learned".utf8)
        let place = try #require((0..<(bytes.count - needle.count)).first { bytes[$0...].starts(with: needle) })
        try stage.flip("copy.sqlite", at: place + 10)
        try stage.script(
            "1: bedplate ledger verify --database copy.sqlite --key data/ledger.vkey -> FAILED ledger.entry -> entry"
        )
    }

    @Test func `nothing stays loaded in the TPM, also when the service refuses`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.startService()
        let agent = "--tpm unix:\(stage.directory.path)/lab/tpm/dev1/run/tpm.sock --state agent"
        try stage.script(
            """
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            1: bedplate-agent enroll \(agent) --service \(stage.address) --anchors lab/manufacturer
            bedplate trust add --simulated lab/manufacturer/
            bedplate-agent enroll \(agent) --service \(stage.address) --anchors lab/manufacturer
            bedplate-agent enroll \(agent) --service \(stage.address)
            """
        )
        for kind in ["handles-transient", "handles-loaded-session", "handles-saved-session"] {
            #expect(try stage.run("tpm2_getcap \(kind)").output.isEmpty)
        }
    }

    private static let policy = """
        {"version": 1, "name": "lab", "reference": "device", "bank": "sha256", "pcrs": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
         "affirmSimulatedRoot": true}
        """
}
