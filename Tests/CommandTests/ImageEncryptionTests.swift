import Foundation
import Testing

/// `bedplate image encrypt` and `decrypt` as people run them, beside imgtool.
@Suite(.timeLimit(.minutes(60))) struct ImageEncryptionTests {
    private static let imgtool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/judges/bin/imgtool").path

    /// A stage with a key that signs, and three that devices have.
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.write("correct horse\n", to: "pass")
        try stage.write("wrong horse\n", to: "wrong")
        try stage.write(String(repeating: "payload ", count: 9000), to: "app.bin")
        try stage.script(
            """
            chmod 600 pass wrong
            bedplate key new signer --pin file:pass
            bedplate key new board --pin file:pass
            bedplate key export-public signer --out signer.pem
            bedplate key export-public board --out board.pem
            openssl genpkey -algorithm X25519 -out x25519.key
            openssl pkey -in x25519.key -pubout -out x25519.pem
            openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key
            openssl pkey -in rsa.key -pubout -out rsa.pem
            openssl pkey -in data/keys/signer.pem -passin file:pass -out signer.key
            chmod 600 x25519.key rsa.key
            """
        )
        return stage
    }

    @Test func `what imgtool and we encrypt is decrypted, with a key in the clear, in a file and by name`() throws {
        let stage = try stage()
        defer { stage.end() }
        // imgtool encrypts only for keys of the kind that signs.
        let theirs = "\(Self.imgtool) sign -k signer.key -H 0x200 --pad-header -v 1.2.3 -S 0x40000 app.bin theirs.bin"
        let ours =
            "bedplate image sign mcuboot app.bin --key signer --pin file:pass --version 1.2.3 --header-size 0x200"
        for (sign, key) in [
            ("\(theirs) -E board.pem", "board --pin file:pass"),
            ("\(theirs) -E board.pem --encrypt-keylen 256", "data/keys/board.pem --pin file:pass"),
            ("\(ours) --encrypt-for x25519.pem --out theirs.bin", "x25519.key"),
            ("\(ours) --encrypt-for rsa.pem --out theirs.bin", "rsa.key"),
        ] {
            try stage.script(
                """
                \(sign)
                1:bedplate image verify theirs.bin --trust signer.pem -> mcuboot.encrypted
                bedplate image decrypt theirs.bin --key \(key) --out plain.bin -> decrypted plain.bin
                bedplate image verify plain.bin --trust signer.pem -> would boot this image
                \(Self.imgtool) verify -k signer.pem plain.bin -> correctly validated
                """
            )
            let (plain, payload) = (try stage.read("plain.bin"), try stage.read("app.bin"))
            #expect(Array(plain[512..<512 + payload.count]) == payload)
        }
    }

    @Test func `an image signed in the clear is encrypted for one device after another, by either tool's signature`()
        throws
    {
        let stage = try stage()
        defer { stage.end() }
        let ours =
            "bedplate image sign mcuboot app.bin --key signer --pin file:pass --version 1.2.3 --header-size 0x200"
        let theirs = "\(Self.imgtool) sign -k signer.key -H 0x200 --pad-header -v 1.2.3 -S 0x40000"
        for (sign, size) in [
            ("\(ours) --encrypt-for rsa.pem --clear --out clear.bin", "ours"),
            ("\(ours) --encrypt-for rsa.pem --clear --aes256 --out clear.bin", "ours, AES-256"),
            ("\(theirs) -E board.pem --clear app.bin clear.bin", "imgtool's"),
        ] {
            try stage.script(
                """
                \(sign)
                bedplate image verify clear.bin --trust signer.pem -> would boot this image
                bedplate image encrypt clear.bin --for board.pem --out board.bin -> encrypted board.bin
                bedplate image encrypt clear.bin --for x25519.pem --hmac-sha512 --out x.hex --json -> "sha256"
                3:bedplate image encrypt clear.bin --for board.pem --hmac-sha512 --out x.bin -> only for X25519
                bedplate image decrypt board.bin --key board --pin file:pass --out again.bin
                bedplate image decrypt x.hex --key x25519.key --out x.bin
                bedplate image verify again.bin --trust signer.pem -> would boot this image
                bedplate image verify x.bin --trust signer.pem -> would boot this image
                """
            )
            let (clear, again, encrypted) = (
                try stage.read("clear.bin"), try stage.read("again.bin"), try stage.read("board.bin")
            )
            // What was signed came back, and in between was not to be seen.
            let signed = 512 + 72_000
            #expect(clear.prefix(signed) == again.prefix(signed), "\(size)")
            #expect(encrypted.prefix(512) == clear.prefix(512))
            #expect(!String(decoding: encrypted, as: UTF8.self).contains("payload "))
        }
    }

    @Test func `whatever fails says why and leaves no file`() throws {
        let stage = try stage()
        defer { stage.end() }
        let sign = "bedplate image sign mcuboot app.bin --key signer --pin file:pass --version 1.2.3"
        try stage.script(
            """
            \(sign) --encrypt-for board.pem --out encrypted.bin
            \(sign) --encrypt-for board.pem --clear --out clear.bin
            \(sign) --out plain.bin
            2:\(sign) --clear --out never.bin -> go with --encrypt-for
            2:bedplate image decrypt encrypted.bin --key x25519.key --out never.bin -> another kind of key
            2:bedplate image decrypt encrypted.bin --key signer --pin file:pass --out never.bin -> does not open the image
            3:bedplate image decrypt encrypted.bin --key board --pin file:wrong --out never.bin -> passphrase does not open
            3:bedplate image decrypt encrypted.bin --key board.pem --out never.bin -> permissions
            1:bedplate image decrypt encrypted.bin --key pkcs11:object=a --out never.bin -> does not leave its home
            2:bedplate image decrypt clear.bin --key board --pin file:pass --out never.bin -> in the clear already
            2:bedplate image decrypt plain.bin --key board --pin file:pass --out never.bin -> byte 16
            2:bedplate image decrypt app.bin --key board --pin file:pass --out never.bin -> MCUboot image
            2:bedplate image encrypt plain.bin --for board.pem --out never.bin -> not signed to be encrypted
            2:bedplate image encrypt encrypted.bin --for board.pem --out never.bin -> encrypted already
            2:bedplate image encrypt clear.bin --for pass --out never.bin -> no single public key
            """
        )
        try stage.flip("encrypted.bin", at: 40)
        try stage.script(
            "2:bedplate image decrypt encrypted.bin --key board --pin file:pass --out never.bin -> or damaged"
        )
        let left = try FileManager.default.contentsOfDirectory(atPath: stage.directory.path)
        #expect(!left.contains { $0.hasPrefix("never") }, "\(left)")
    }
}
