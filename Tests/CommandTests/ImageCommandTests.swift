import Foundation
import Testing

/// `bedplate image` as people run it, beside the public tools.
@Suite(.timeLimit(.minutes(60))) struct ImageCommandTests {
    private static let imgtool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/judges/bin/imgtool").path

    /// A stage with two keys, and a payload.
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.write("correct horse\n", to: "pass")
        let pass = stage.directory.appendingPathComponent("pass").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pass)
        try stage.write(String(repeating: "payload ", count: 9000), to: "app.bin")
        try stage.script(
            """
            bedplate key new board --pin file:pass
            bedplate key new root --kind rsa2048 --pin file:pass
            bedplate key export-public board --out board.pem
            bedplate key export-public root --out root.pem
            """
        )
        return stage
    }

    @Test func `an MCUboot image is signed, recorded, judged by imgtool and by what a device trusts`() throws {
        let stage = try stage()
        defer { stage.end() }
        let sign = "bedplate image sign mcuboot app.bin --key board --pin file:pass --slot-size 0x60000"
        try stage.script(
            """
            \(sign) --version 1.2.3+4 --header-size 0x200 --counter 7 --out signed.bin -> ledger entry 0
            \(Self.imgtool) verify -k board.pem signed.bin -> correctly validated
            bedplate image show signed.bin -> ecdsa-p256-sha256 -> version 1.2.3+4 -> counter 7
            bedplate image verify signed.bin --trust board.pem --counter 7 --ledger -> would boot this image
            1:bedplate image verify signed.bin --trust board.pem --counter 8 -> image.counter -> would REFUSE
            1:bedplate image verify signed.bin --trust root.pem -> image.key-trusted
            1:bedplate image verify signed.bin -> image.key-required
            \(sign) --version 1.2.4 --counter 8 --pad --out next.hex -> ledger entry 1
            bedplate image verify next.hex --trust board.pem --counter 8 --ledger -> would boot this image
            1:bedplate image diff signed.bin next.hex -> version 1.2.3+4 1.2.4+0
            bedplate image diff signed.bin signed.bin -> the images are the same
            bedplate ledger verify -> the ledger verifies
            """
        )
        // The same key, used where the ledger does not see it: well signed, and refused all the same.
        let away = sign.replacing("--key board", with: "--key data/keys/board.pem") + " --data elsewhere"
        try stage.script(
            """
            \(away) --version 1.2.5 --out stolen.bin -> ledger entry 0
            bedplate image verify stolen.bin --trust board.pem -> would boot this image
            1:bedplate image verify stolen.bin --trust board.pem --ledger -> image.ledger -> would REFUSE
            """
        )
    }

    @Test func `no output replaces a key, what is read, or what is no file; and then nothing is recorded`() throws {
        let stage = try stage()
        defer { stage.end() }
        let sign = "bedplate image sign mcuboot app.bin --key board --pin file:pass --version 1.2.3"
        try stage.script(
            """
            mkdir adir
            cp data/keys/board.pem kept.pem
            \(sign) --out signed.bin -> ledger entry 0
            1:\(sign) --out data/keys/board.pem -> holds a secret
            1:\(sign) --out pass -> holds a secret
            3:\(sign) --out adir -> no regular file
            cmp kept.pem data/keys/board.pem
            1:bedplate image extract signed.bin --out signed.bin -> is what is read
            bedplate image verify signed.bin --trust board.pem -> would boot this image
            \(sign) --out last.bin -> ledger entry 1
            """
        )
    }

    @Test func `what is demanded twice, or of nobody, is a usage error`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.write("{ \"version\": 1, \"counters\": { \"counter\": 9 } }", to: "device.json")
        try stage.script(
            """
            bedplate image sign mcuboot app.bin --key board --pin file:pass --version 1.2.3 --counter 5 --out signed.bin
            2:bedplate image verify signed.bin --trust board.pem --counter 9 --counter 3 -> given twice
            1:bedplate image verify signed.bin --device device.json --trust board.pem --counter 3 -> image.counter
            2:bedplate image fip create --image nt-fw=app.bin --image nt-fw=pass --out f.bin -> given twice
            """
        )
    }

    @Test func `a policy that forbids leaves no file and no record`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.write(#"{"version":1,"leastCounters":{"counter":9}}"#, to: "policy.json")
        let sign =
            "bedplate image sign mcuboot app.bin --key board --pin file:pass --version 1.0.0 --policy policy.json"
        try stage.script("1:\(sign) --counter 8 --out low.bin -> image.counter -> nothing was signed")
        #expect(!stage.exists("low.bin"))
        #expect(!stage.exists("data/bedplate.sqlite"))
        try stage.script("\(sign) --counter 9 --out high.bin -> ledger entry 0")
        #expect(stage.exists("high.bin"))
    }

    @Test func `a master boot image is signed by a root key, and by a key that it vouched for`() throws {
        let stage = try stage()
        defer { stage.end() }
        let key = "--key board --pin file:pass"
        try stage.script(
            """
            bedplate key new isk --pin file:pass
            bedplate key export-public isk --out isk.pem
            2:bedplate image show app.bin -> no boot image that is known
            bedplate image sign mbi app.bin \(key) --root board.pem --counter 7 --load-address 0 --out root.bin -> entry 0
            bedplate image show root.bin -> mbi -> counter 7
            bedplate image sign mbi-certificate isk.pem \(key) --root board.pem --constraint 2 --out isk.block -> entry 1
            bedplate image sign mbi app.bin --key isk --pin file:pass --certificate isk.block --counter 7 --load-address 0 --out isk.bin -> entry 2
            2:bedplate image sign mbi app.bin \(key) --counter 7 --load-address 0 --out none.bin -> give --root, or --certificate
            """
        )
        // Of one root key its hash is fused: that of the point, which is at the end of its DER.
        _ = try stage.run("openssl pkey -pubin -in board.pem -outform DER -out board.der")
        let key256 = try Data(contentsOf: stage.directory.appendingPathComponent("board.der")).suffix(64)
        try key256.write(to: stage.directory.appendingPathComponent("point"))
        let digest = try stage.run("sha256sum point").output.prefix(64)
        try stage.script(
            """
            bedplate image verify root.bin --digest \(digest) --counter 7 --ledger -> would boot this image
            bedplate image verify isk.bin --digest \(digest) --counter 7 --counter isk=2 --ledger -> would boot this image
            1:bedplate image verify isk.bin --digest \(digest) --counter isk=3 -> image.counter -> would REFUSE
            1:bedplate image verify isk.bin --digest \(digest) --counter 8 -> image.counter -> would REFUSE
            1:bedplate image verify isk.bin --revoked \(digest) -> would REFUSE
            1:bedplate image verify isk.bin -> image.key-required
            1:bedplate image diff root.bin isk.bin -> isk
            """
        )
    }

    /// The root key in a TPM vouches for a key in a token, which signs; neither leaves its home.
    @Test func `a master boot image is signed by keys in hardware`() throws {
        let stage = try stage()
        defer { stage.end() }
        let modules = ["/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib64/pkcs11"].map { $0 + "/libsofthsm2.so" }
        let module = try #require(
            modules.first { FileManager.default.fileExists(atPath: $0) },
            "SoftHSM2 is not installed: Scripts/install-dependencies test"
        )
        let home = stage.directory.path
        try FileManager.default.createDirectory(atPath: home + "/tokens", withIntermediateDirectories: true)
        try stage.write("directories.tokendir = \(home)/tokens\nlog.level = ERROR\n", to: "softhsm2.conf")
        let hsm = "env SOFTHSM2_CONF=\(home)/softhsm2.conf"
        let bedplate = hsm + " " + Stage.path("bedplate")
        let sign = "image sign mbi app.bin --key isk --certificate isk.block --counter 7 --load-address 0"
        try stage.script(
            """
            \(hsm) softhsm2-util --init-token --free --label test --pin correct --so-pin so-5678
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            bedplate key new chip --in tpm:at=unix:\(home)/lab/tpm/dev1/run/tpm.sock -> can leave no -> emulated TPM
            bedplate key export-public chip --out chip.pem
            """
        )
        try stage.write("correct\n", to: "pin")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: home + "/pin")
        try stage.script(
            """
            \(bedplate) key new isk --in pkcs11:token=test?module-path=\(module) --pin file:pin -> can leave no
            bedplate key export-public isk --out isk.pem
            bedplate image sign mbi-certificate isk.pem --key chip --root chip.pem --root board.pem --constraint 1 --out isk.block
            \(bedplate) \(sign) --pin file:pin --out app.signed.bin
            """
        )
        let shown = try stage.run("bedplate image show app.signed.bin --json").json as? [String: Any]
        let signatures = try #require(shown?["signatures"] as? [[String: Any]])
        let digest = try #require(signatures.first { $0["name"] as? String == "certificate" }?["key"] as? String)
        try stage.script(
            """
            bedplate image verify app.signed.bin --digest \(digest) --counter 7 --counter isk=1 --ledger -> would boot this image
            1:bedplate image verify app.signed.bin --digest \(digest) --counter isk=2 -> image.counter -> would REFUSE
            """
        )
    }

    @Test func `a FIT, a firmware package and a trusted application are signed and judged`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.write(
            """
            /dts-v1/;
            / { description = "test"; #address-cells = <1>;
              images { kernel { description = "k"; data = /incbin/("app.bin"); type = "kernel"; arch = "arm64";
                os = "linux"; compression = "none"; load = <0x80000>; entry = <0x80000>; hash-1 { algo = "sha256"; }; }; };
              configurations { default = "conf"; conf { kernel = "kernel";
                signature-1 { algo = "sha256,rsa2048"; key-name-hint = "root"; sign-images = "kernel"; }; }; };
            };
            """,
            to: "image.its"
        )
        try stage.write("/dts-v1/; / { model = \"board\"; };", to: "control.dts")
        let key = "--key root --pin file:pass"
        try stage.script(
            """
            mkimage -f image.its image.fit
            dtc -O dtb -o control.dtb control.dts
            bedplate image sign fit image.fit \(key) --control control.dtb --control-out keys.dtb --out signed.fit -> entry 0
            dumpimage -l signed.fit -> Sign algo: sha256,rsa2048:root
            bedplate image verify signed.fit --control keys.dtb --ledger -> would boot this image
            1:bedplate image verify signed.fit --control control.dtb -> image.key-required
            1:bedplate image verify image.fit --control keys.dtb -> would REFUSE
            bedplate image sign tf-a \(key) --image tb-fw=app.bin --counter trusted=3 --out fip.bin -> entry 1
            fiptool info fip.bin -> Trusted Boot Firmware BL2
            bedplate image show fip.bin -> tb-fw-cert
            1:bedplate image verify fip.bin -> image.key-required
            bedplate image sign optee-ta app.bin \(key) --uuid 8aaaf200-2450-11e4-abe2-0002a5d5c51b --version 3 --out app.ta
            bedplate image verify app.ta --trust root.pem --counter 3 --ledger -> would boot this image
            1:bedplate image verify app.ta --trust board.pem -> would REFUSE
            """
        )
        let key256 = try stage.run("openssl pkey -pubin -in root.pem -outform DER -out root.der")
        #expect(key256.status == 0)
        let digest = try stage.run("sha256sum root.der").output.prefix(64)
        try stage.script(
            """
            bedplate image verify fip.bin --digest \(digest) --counter trusted=3 --ledger -> would boot this image
            1:bedplate image verify fip.bin --digest \(digest) --counter trusted=4 -> image.counter
            1:bedplate image verify fip.bin --revoked \(digest) -> would REFUSE
            """
        )
    }

    /// A small image with a vector table and boot data, as `mkimage` and SPSDK make them.
    private static var habImage: Data {
        func words(_ words: [UInt32]) -> [UInt8] {
            words.flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 0xFF) } }
        }
        let table: [UInt8] = [0xD1, 0, 32, 0x41] + words([0x7E_1000, 0, 0, 0x7E_0FE0, 0x7E_0FC0, 0, 0])
        let code = [UInt8](repeating: 0x5A, count: 128)
        return Data(table + words([0x7E_0FC0, 320, 0]) + [UInt8](repeating: 0, count: 148) + code)
    }

    @Test func `a HAB image is signed by certified keys or by the root key itself, and judged by its SRK hash`() throws
    {
        let stage = try stage()
        defer { stage.end() }
        try Self.habImage.write(to: stage.directory.appendingPathComponent("spl.bin"))
        try stage.write("subjectKeyIdentifier=hash\n", to: "v3")
        // The root keys are the maker's; the certificate is for the public half of a key that Bedplate holds.
        try stage.script(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=SRK1 -addext keyUsage=keyCertSign
            openssl req -newkey rsa:2048 -nodes -keyout other.key -out other.csr -subj /CN=IMG1
            openssl x509 -req -in other.csr -force_pubkey root.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile v3 -out img.pem
            openssl x509 -req -in other.csr -signkey other.key -days 30 -extfile v3 -out self.pem
            openssl x509 -req -in other.csr -force_pubkey root.pem -signkey other.key -days 30 -extfile v3 -out fast.pem
            """
        )
        let sign = "bedplate image sign hab spl.bin --key root --pin file:pass --time 1700000000"
        try stage.script(
            """
            \(sign) --srk ca.pem --srk self.pem --certificate img.pem --unlock caam=1 --out signed.bin -> entry 0
            \(sign) --srk self.pem --srk fast.pem --index 1 --out fast.bin -> entry 1
            1:\(sign) --srk ca.pem --out no.bin -> the key in
            1:\(sign) --srk ca.pem --certificate self.pem --out no.bin -> is not that of the certificate
            2:\(sign) --out no.bin -> --srk
            1:bedplate image verify signed.bin -> image.key-required
            """
        )
        #expect(!stage.exists("no.bin"))
        for name in ["signed.bin", "fast.bin"] {
            let shown = try stage.run("bedplate image show \(name) --json").output
            let part = try #require(shown.firstRange(of: "\"SRK hash\" : \""))
            let digest = String(shown[part.upperBound...].prefix(64))
            try stage.script(
                """
                bedplate image verify \(name) --digest \(digest) --ledger -> would boot this image
                1:bedplate image verify \(name) --revoked \(digest) -> would REFUSE
                1:bedplate image verify \(name) --digest \(String(repeating: "5a", count: 32)) -> image.key-trusted
                """
            )
            try stage.flip(name, at: 200)
            try stage.script("1:bedplate image verify \(name) --digest \(digest) -> image.hash")
        }
    }
}
