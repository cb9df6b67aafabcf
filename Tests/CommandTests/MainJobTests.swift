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
            bedplate policy check lab.json --json -> "affirmSimulatedRoot" : true
            bedplate policy set lab.json -> version 1
            1: bedplate-agent attest \(agent) \(log) -> reference
            bedplate device show dev1 -> AS THE DEVICE'S LOG NAMES IT
            1: bedplate reference learn device --from dev1 --quote \(String(repeating: "0", count: 64)) -> not the named one
            bedplate reference learn device --from dev1 -> quote -> PCR 4 -> bootloader -> version 1
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
            bedplate ledger checkpoint --json -> "size"
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

    @Test func `the service proves itself by a key that was handed over, or is trusted on first use and says so`()
        throws
    {
        let stage = try Stage()
        defer { stage.end() }
        try stage.startService()
        try stage.script(
            """
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            bedplate trust add --simulated lab/manufacturer/
            """
        )
        // No --service: the agent reads $BEDPLATE_SERVICE as `bedplate` does.
        // The file is what is printed.
        try stage.script("bedplate service key --out written.pem")
        let enroll =
            "bedplate-agent enroll --tpm unix:\(stage.directory.path)/lab/tpm/dev1/run/tpm.sock --anchors lab/manufacturer"
        let pem = try stage.run("bedplate service key")
        let web = try stage.run("bedplate service key --json")
        try stage.write(pem.output, to: "service.pem")
        try stage.write(web.output, to: "service.jwk")
        #expect(pem.errors == web.errors)
        #expect(try stage.read("written.pem") == stage.read("service.pem"))
        let fingerprint = try #require(pem.errors.split(whereSeparator: \.isWhitespace).last)
        #expect(fingerprint.count == 64)

        _ = try stage.run("openssl ecparam -name prime256v1 -genkey -noout -out other.key")
        _ = try stage.run("openssl ec -in other.key -pubout -out other.pem")
        try stage.script(
            """
            1: \(enroll) --state one --name one --service-key other.pem -> another key than the given one
            2: \(enroll) --state one --name one --service-key other.key -> not a service's key
            3: \(enroll) --state one --name one --service-key none.pem -> none.pem
            3: bedplate-agent status --state one -> not enrolled
            """
        )
        // Nothing was asked of the wrong service, and nothing kept.
        let store = try DatabaseQueue(path: stage.directory.path + "/data/bedplate.sqlite")
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM enrolment") } == 0)
        try store.close()
        #expect(!stage.exists("one/device.json"))

        for key in ["service.pem", "service.jwk"] {
            let pinned = try stage.run("\(enroll) --state one --name one --service-key \(key)")
            #expect(pinned.status == 0, "\(pinned.errors)")
            #expect(!pinned.errors.contains("first use"))
        }
        let first = try stage.run("\(enroll) --state two --name one")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("trusted on first use: SHA-256 \(fingerprint)"))
        let again = try stage.run("\(enroll) --state two --name one")
        #expect(again.status == 0 && !again.errors.contains("first use"))
        try stage.script(
            """
            bedplate-agent status --state two -> service's key \(fingerprint.prefix(40))
            1: \(enroll) --state two --name one --service-key other.pem -> another key
            2: \(enroll) --state two --name one --service nonsense -> is not the address of a service
            2: bedplate device list --service nonsense -> is not the address of a service
            """
        )
    }

    @Test func `every command that reads has --json`() throws {
        let stage = try Stage()
        defer { stage.end() }
        for command in [
            "bedplate device list", "bedplate device show", "bedplate trust list", "bedplate reference learn",
            "bedplate reference show", "bedplate reference list", "bedplate policy show", "bedplate policy list",
            "bedplate policy check", "bedplate secret list", "bedplate ledger verify", "bedplate ledger show",
            "bedplate ledger checkpoint", "bedplate service key", "bedplate assess of", "bedplate verify quote",
            "bedplate verify log", "bedplate verify ek", "bedplate lab tpm list", "bedplate-agent status",
            "bedplate-agent attest", "bedplate-agent enroll",
        ] {
            #expect(try stage.run(command + " --help").output.contains("--json"), "\(command)")
        }
        // The control: a command that only writes has none.
        #expect(try !stage.run("bedplate secret put --help").output.contains("--json"))
    }

    private static let policy = """
        {"version": 1, "name": "lab", "reference": "device", "bank": "sha256", "pcrs": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
         "affirmSimulatedRoot": true}
        """
}
