import Foundation
import Programs
import Testing
import TokenSupport

/// `bedplate image sign` with keys in a token, and what is left when that goes wrong: nothing.
@Suite(.timeLimit(.minutes(60))) struct TokenSigningTests {
    private static let imgtool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/judges/bin/imgtool").path

    /// A stage with a token; `bedplate` and `sign` are lines that see it.
    private struct TokenStage {
        let stage: Stage
        let hsm: SoftHSM
        let hardware: HardwareToken
        let bedplate: String
        let token: String

        /// - Parameter isHardware: whether the token is seen through the module that behaves as hardware does.
        init(isHardware: Bool = false) throws {
            stage = try Stage()
            hsm = try SoftHSM()
            hardware = try HardwareToken(hsm)
            let variables = hardware.environment.map { "\($0)=\($1)" }.joined(separator: " ")
            bedplate = "env \(variables) \(Stage.path("bedplate"))"
            token = "module-path=\(isHardware ? hardware.module : hsm.module)"
            try stage.write(String(repeating: "payload ", count: 9000), to: "app.bin")
            try stage.script("\(bedplate) key new k --in pkcs11:token=test?\(token) --pin file:\(hsm.path("pin"))")
        }

        func sign(_ file: String = "app.bin", key: String = "k", pin: String = "pin", out: String = "out.bin") -> String
        {
            "\(bedplate) image sign mcuboot \(file) --version 1.0.0 --pin file:\(hsm.path(pin)) --out \(out) "
                + "--key pkcs11:token=test;object=\(key)?\(token)"
        }

        func files() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: stage.directory.path).sorted()
        }

        /// Runs a line that must fail: with this status, these words, a hint, no file more and no record.
        func refuses(_ line: String, _ words: String..., location: SourceLocation = #_sourceLocation) throws {
            let before = try files()
            let ended = try stage.run(line)
            #expect(ended.status == 3, "\(ended.output)\(ended.errors)", sourceLocation: location)
            for word in words + ["hint: "] {
                #expect(ended.errors.contains(word), "\(ended.errors)", sourceLocation: location)
            }
            #expect(ended.output.isEmpty, sourceLocation: location)
            #expect(try files() == before, sourceLocation: location)
            #expect(!stage.exists("data/bedplate.sqlite"), sourceLocation: location)
        }
    }

    @Test func `keys of every kind that a token makes sign images that the public tools accept`() throws {
        let token = try TokenStage()
        defer { token.stage.end() }
        let place = "--in pkcs11:token=test?\(token.token) --pin file:\(token.hsm.path("pin"))"
        for kind in ["rsa2048", "rsa3072", "ecdsaP384", "ed25519"] {
            try token.stage.script(
                """
                \(token.bedplate) key new \(kind) \(place) --kind \(kind) -> can leave no -> a program plays a token
                \(token.bedplate) key export-public \(kind) --out \(kind).pem
                \(token.sign(key: kind, out: kind + ".bin")) -> ledger entry
                bedplate image verify \(kind).bin --trust \(kind).pem --ledger -> would boot this image
                \(Self.imgtool) verify -k \(kind).pem \(kind).bin -> correctly validated
                """
            )
        }
        // MCUboot has no RSA-4096; TF-A and OP-TEE have.
        let key = "--key pkcs11:token=test;object=rsa4096?\(token.token) --pin file:\(token.hsm.path("pin"))"
        try token.stage.script(
            """
            \(token.bedplate) key new rsa4096 \(place) --kind rsa4096 -> can leave no
            \(token.bedplate) key export-public rsa4096 --out rsa4096.pem
            \(token.bedplate) image sign tf-a \(key) --image tb-fw=app.bin --counter trusted=3 --out fip.bin -> entry
            openssl pkey -pubin -in rsa4096.pem -outform DER -out rsa4096.der
            fiptool unpack fip.bin
            openssl x509 -inform DER -in tb-fw-cert.bin -out cert.pem
            openssl verify -partial_chain -ignore_critical -CAfile cert.pem cert.pem -> OK
            """
        )
        let digest = try token.stage.run("sha256sum rsa4096.der").output.prefix(64)
        try token.stage.script(
            "bedplate image verify fip.bin --digest \(digest) --counter trusted=3 --ledger -> would boot this image"
        )
    }

    @Test func `a wrong PIN, or none, leaves no file and no record`() throws {
        let token = try TokenStage()
        defer { token.stage.end() }
        try token.hsm.secret("wrong-0000", "wrong")
        try token.refuses(token.sign(pin: "wrong"), "the PIN of the token 'test' is wrong", "CKR_PIN_INCORRECT")
        try token.hsm.secret("abc", "short")
        try token.refuses(token.sign(pin: "short"), "the PIN of the token 'test' is wrong")
        try token.stage.script("3:\(token.sign(pin: "none")) -> does not exist")
        try token.stage.script("3:\(token.sign(key: "other")) -> no such private key")
        #expect(!token.stage.exists("out.bin"))
        try token.stage.script("\(token.sign()) -> ledger entry 0")
        #expect(token.stage.exists("out.bin"))
    }

    @Test func `a PIN that locks, a token without sessions, and one that is pulled leave no file and no record`() throws
    {
        let token = try TokenStage(isHardware: true)
        defer { token.stage.end() }
        try token.hsm.secret("wrong-0000", "wrong")
        try token.hardware.limitSessions(0)
        try token.refuses(token.sign(), "has no free session", "CKR_SESSION_COUNT")
        try token.hardware.limitSessions(1)
        try token.hardware.atSignature(.pulled)
        try token.refuses(token.sign(), "the token 'test' is gone", "CKR_DEVICE_REMOVED", "put it back")
        try token.refuses(token.sign(), "no token is as the URI says")
        try token.hardware.putBack()
        try token.refuses(token.sign(pin: "wrong"), "is wrong")
        try token.refuses(token.sign(pin: "wrong"), "is wrong")
        try token.refuses(token.sign(pin: "wrong"), "has one try left", "not spent here")
        try token.refuses(token.sign(), "has one try left", "log in with the token's own tool")
        #expect(token.hardware.wrongPINs == 2)
        let tool = token.bedplate.replacing(
            Stage.path("bedplate"),
            with: "pkcs11-tool --module \(token.hardware.module)"
        )
        _ = try token.stage.run("\(tool) --login --pin wrong-0000 --list-objects")
        #expect(token.hardware.wrongPINs == 3)
        try token.refuses(token.sign(), "the PIN of the token 'test' is locked", "security officer")
        // Unlocked, as its security officer would; then a short absence changes nothing.
        try FileManager.default.removeItem(atPath: token.hsm.path("wrong-pins"))
        try token.hardware.atSignature(.blinked)
        try token.stage.script("\(token.sign()) -> ledger entry 0")
        #expect(token.hardware.hasHappened)
        try token.hardware.atSignature(.sessionsLost)
        try token.stage.script("\(token.sign()) -> ledger entry 1")
        #expect(token.hardware.hasHappened)
    }

    @Test func `a token that is pulled while a long image is being written leaves no file and no record`() throws {
        let token = try TokenStage()
        defer { token.stage.end() }
        try token.stage.write(mebibytes: 256, to: "long.bin")
        let before = try token.files()
        let signing = try token.stage.begin(token.sign("long.bin"))
        // The file that will be renamed is there once the key is open and the image is being read.
        while signing.isRunning, try token.files() == before { usleep(500) }
        try token.hsm.pull()
        let status = signing.wait(atMost: 60)
        #expect(status == 3)
        #expect(try String(contentsOf: signing.errorFile, encoding: .utf8).contains("the token 'test'"))
        #expect(try token.files() == before)
        #expect(!token.stage.exists("data/bedplate.sqlite"))
        try token.hsm.putBack()
        try token.stage.script("\(token.sign("long.bin")) -> ledger entry 0")
    }
}
