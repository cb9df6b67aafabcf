import Foundation
import Programs
import Testing

@Suite("The agent, killed at any moment", .serialized)
struct AgentCrashTests {
    /// Kills of each step.
    private static let kills = 8

    @Test func `each step can be run again after a kill, with one device, no leak in the TPM, and a whole ledger`()
        throws
    {
        let stage = try Stage()
        defer { stage.end() }
        try stage.startService()
        let agent = "--tpm unix:\(stage.directory.path)/lab/tpm/dev1/run/tpm.sock --state agent"
        let log = "--log lab/tpm/dev1/eventlog.bin"
        try stage.write(
            """
            {"version": 1, "name": "lab", "reference": "device", "bank": "sha256", "pcrs": [0, 4, 9],
             "affirmSimulatedRoot": true}
            """,
            to: "lab.json"
        )
        try stage.script(
            """
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            bedplate trust add --simulated lab/manufacturer/swtpm-localca-rootca-cert.pem
            bedplate policy set lab.json
            bedplate secret new-key data.key
            bedplate secret put data-key --policy lab --file data.key
            """
        )
        let enrol =
            "bedplate-agent enroll \(agent) --name dev1 --policy lab --service \(stage.address) --anchors lab/manufacturer"
        try disturb(enrol, stage)
        try stage.script(
            """
            1: bedplate-agent attest \(agent) \(log)
            bedplate reference learn device --from dev1
            """
        )
        try disturb("bedplate-agent attest \(agent) \(log)", stage)
        try disturb("bedplate-agent attest \(agent) \(log) --release data-key", stage)
        let unseal = "bedplate-agent unseal data-key --out opened \(agent)"
        try disturb(unseal, stage)
        #expect(try stage.read("opened") == stage.read("data.key"))
        let devices = try stage.run("bedplate device list --json").json as? [Any]
        #expect(devices?.count == 1)
        for kind in ["handles-transient", "handles-loaded-session", "handles-saved-session"] {
            #expect(try stage.run("tpm2_getcap \(kind)").output.isEmpty)
        }
        try stage.script("bedplate ledger verify -> the ledger verifies")
    }

    /// Runs the step, kills it after a while, again and again; then it must go through.
    private func disturb(_ line: String, _ stage: Stage) throws {
        var killed = 0
        for round in 0..<Self.kills {
            let program = try stage.begin(line)
            // Over the whole length of the step: a whole run takes a few hundred milliseconds.
            usleep(useconds_t(15_000 * round + Int.random(in: 0..<15_000)))
            if program.isRunning { killed += 1 }
            program.end(SIGKILL)
        }
        #expect(killed > 0, "every run was over before it was killed: \(line)")
        let whole = try stage.run(line)
        #expect(whole.status == 0, "\(line)\n\(whole.output)\(whole.errors)")
    }
}
