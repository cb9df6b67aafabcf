import Foundation
import Testing
import TokenSupport

/// `bedplate key` as people run it, with SoftHSM2 and swtpm.
@Suite(.timeLimit(.minutes(60))) struct KeyCommandTests {
    @Test func `keys are made, listed, shown and exported, and software keys for releases leave a record`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.write("correct horse\n", to: "pass")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: stage.directory.appendingPathComponent("pass").path
        )
        try stage.script(
            """
            bedplate key new board --pin file:pass -> can leave YES -> may sign development
            1:bedplate key new board --pin file:pass -> already
            1:bedplate key new rel --for release --pin file:pass -> may not live in software
            bedplate key list -> board
            """
        )
        // The record is made before the key, and the refused one left none.
        #expect(!stage.exists("data/bedplate.sqlite"))
        try stage.script(
            """
            bedplate key new rel --for release --pin file:pass --allow-software -> key.software-allowed -> key.created
            bedplate key show rel --open --pin file:pass -> says who -> software (a file)
            bedplate key list -> rel -> release -> YES
            bedplate key export-public rel --out rel.pem
            openssl pkey -pubin -in rel.pem -noout -text -> prime256v1
            2:bedplate key show rel --open --pin hunter2 -> where the secret comes from
            2:bedplate key new x --in pkcs11:token=a?pin-value=1234 -> refused
            bedplate key import again data/keys/rel.pem --pin file:pass -> may sign development
            1:bedplate key import third data/keys/rel.pem --for release --pin file:pass -> may not live in software
            3:bedplate key show nobody -> no key
            """
        )
        let shown = try stage.run("bedplate key show rel --json").json as? [String: Any]
        #expect(shown?["isSoftware"] as? Bool == true)
        #expect(shown?["maySign"] as? String == "release")
        try stage.startService()
        let record = try stage.run("bedplate ledger show 0 --json").json as? [String: Any]
        #expect(record?["kind"] as? String == "key.software-allowed")
        #expect((record?["fields"] as? [String: Any])?["key"] as? String == "rel")
        let second = try stage.run("bedplate ledger show 1 --json").json as? [String: Any]
        #expect(
            (second?["fields"] as? [String: Any])?["publicKeySHA256"] as? String == shown?["publicKeySHA256"] as? String
        )
        try stage.script("bedplate ledger verify -> the ledger verifies")
    }

    @Test func `a token's and a TPM's keys say where they live, and emulations count as software`() throws {
        let stage = try Stage()
        defer { stage.end() }
        let hsm = try SoftHSM()
        let home = stage.directory.path
        let bedplate = "env SOFTHSM2_CONF=\(hsm.path("softhsm2.conf")) \(Stage.path("bedplate"))"
        let token = "pkcs11:token=test?module-path=\(hsm.module)"
        let pin = "--pin file:\(hsm.path("pin"))"
        try stage.script(
            """
            1:\(bedplate) key new rel --for release --in \(token) \(pin) -> may not live in software
            \(bedplate) key new hsm --in \(token) \(pin) --kind rsa3072 -> can leave no -> a program plays a token
            \(bedplate) key list --in \(token) \(pin) -> SoftHSM -> hsm -> sign
            \(bedplate) key show hsm --open \(pin) -> SoftHSM
            3:\(bedplate) key show hsm --open --pin env:BEDPLATE_UNSET -> is not set
            \(bedplate) key list -> hsm -> rsa3072
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            1:bedplate key new rel --for release --in tpm:at=unix:\(home)/lab/tpm/dev1/run/tpm.sock -> may not live
            bedplate key new chip --in tpm:at=unix:\(home)/lab/tpm/dev1/run/tpm.sock -> can leave no -> emulated TPM
            bedplate key show chip --open -> IBM SW TPM
            """
        )
        // The PIN is in nothing that was written.
        let listed = try stage.run("grep -r \(SoftHSM.pin) data")
        #expect(listed.status == 1)
        withExtendedLifetime(hsm) {}
    }
}
