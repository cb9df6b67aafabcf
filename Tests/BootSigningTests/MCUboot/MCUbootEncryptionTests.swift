import BootSigning
import Digests
import KeyStore
import MCUboot
import Model
import OpenSSLOracle
import Programs
import Testing
import Wire

/// Encrypted images, cross-judged: what imgtool encrypts we open, what we encrypt Python's cryptography opens.
@Suite struct MCUbootEncryptionTests {
    struct Device: Sendable, CustomTestStringConvertible {
        var name: String
        var signature: SigningPublicKey.Algorithm
        var options: String
        var keySize: MCUbootEncryption.KeySize
        var usesSHA512 = false
        var testDescription: String { "\(name), AES-\(keySize.rawValue * 8)\(usesSHA512 ? ", SHA-512" : "")" }
        var imgtoolOptions: String {
            "-E public.pem --encrypt-keylen \(keySize.rawValue * 8)\(usesSHA512 ? " --hmac-sha 512" : "")"
        }
    }

    static let devices: [Device] = [MCUbootEncryption.KeySize.aes128, .aes256].flatMap { size in
        [
            Device(
                name: "P-256",
                signature: .ecdsaP256,
                options: "EC -pkeyopt ec_paramgen_curve:P-256",
                keySize: size
            ),
            Device(name: "X25519", signature: .ed25519, options: "X25519", keySize: size),
            Device(name: "X25519", signature: .ed25519, options: "X25519", keySize: size, usesSHA512: true),
            Device(name: "RSA", signature: .rsa2048, options: "RSA -pkeyopt rsa_keygen_bits:2048", keySize: size),
        ]
    }

    private static let payload = (0..<1001).map { UInt8(truncatingIfNeeded: $0 &* 13) }

    /// The device's key pair among imgtool's files.
    private func setUp(_ device: Device) throws -> (imgtool: Imgtool, open: MCUbootDecryption, recipient: [UInt8]) {
        let imgtool = try Imgtool(device.signature)
        try imgtool.openssl.run("genpkey -algorithm \(device.options) -out device.pem")
        try imgtool.openssl.run("pkey -in device.pem -pubout -out public.pem")
        try imgtool.openssl.run("pkcs8 -topk8 -nocrypt -in device.pem -outform DER -out device.der")
        let recipient = try imgtool.openssl.run("pkey -in device.pem -pubout -outform DER")
        return (imgtool, try MCUbootDecryption(privateKeyInfo: imgtool.openssl.read("device.der")), recipient)
    }

    private func opened(_ image: [UInt8], _ key: MCUbootDecryption) throws -> [UInt8] {
        var sink = MemorySink()
        try key.decrypt(MemorySource(image), to: &sink)
        return sink.bytes
    }

    @Test(arguments: devices)
    func `we open and accept what imgtool encrypts`(device: Device) throws {
        let (imgtool, key, _) = try setUp(device)
        let arguments =
            "-H 0x20 --pad-header -v 1.0.0 -S 0x4000 -s 4 --confirm \(device.imgtoolOptions)"
        let image = try imgtool.sign(Self.payload, arguments)
        let encrypted = try MCUbootFormat.verify(MemorySource(image), imgtool.trust)
        #expect(encrypted.failures.contains { $0.code == .mcubootEncrypted })
        let plain = try opened(image, key)
        #expect(plain.count == image.count)
        #expect(plain[32..<(32 + Self.payload.count)].elementsEqual(Self.payload))
        let judgement = try MCUbootFormat.verify(MemorySource(plain), imgtool.trust)
        #expect(judgement.failures == [])
        #expect(judgement.findings.contains { $0.code == .mcubootEncrypted && $0.severity == .noted })
        // imgtool's own verdict on what we opened.
        #expect(try imgtool.accepts(plain))
    }

    @Test(arguments: devices)
    func `an independent implementation opens what we encrypt`(device: Device) async throws {
        let (imgtool, key, recipient) = try setUp(device)
        var signing = MCUbootSigning(version: MCUbootVersion(major: 1), headerSize: 32)
        signing.encryption = try MCUbootEncryption(
            for: recipient,
            keySize: device.keySize,
            usesSHA512: device.usesSHA512
        )
        signing.slot = .init(size: 0x4000, isFilled: true)
        let image = try await signing.image(of: Self.payload, with: imgtool.signer)
        let parsed = try MCUbootImage(image)
        let entry = try #require(parsed.unprotected.entries.first { $0.type.isEncryption })
        #expect(entry.value.count == signing.encryption?.entrySize)
        try imgtool.openssl.write(entry.value, to: "wrapped")
        try imgtool.openssl.write(image[parsed.payload], to: "body")
        try imgtool.openssl.write(Self.opener.utf8, to: "open.py")
        let ran = try Program(
            [Imgtool.judges + "/python", "open.py", "\(device.keySize.rawValue)", device.usesSHA512 ? "512" : "256"],
            in: imgtool.openssl.directory
        )
        #expect(ran.status == 0, "\(ran.errorText)")
        #expect(ran.output.prefix(Self.payload.count).elementsEqual(Self.payload))
        #expect(ran.output.count % 16 == 0)
        let plain = try opened(image, key)
        #expect(try MCUbootFormat.verify(MemorySource(plain), imgtool.trust).failures == [])
        #expect(image[parsed.payload] != plain[parsed.payload])
        // Every image has its own key: counter mode without a nonce depends on it.
        let again = try await signing.image(of: Self.payload, with: imgtool.signer)
        #expect(again[parsed.payload] != image[parsed.payload])
    }

    @Test(arguments: devices)
    func `every flip in a wrapped key, and another device's key, opens nothing`(device: Device) async throws {
        let (imgtool, key, recipient) = try setUp(device)
        var signing = MCUbootSigning(version: MCUbootVersion(major: 1), headerSize: 32)
        signing.encryption = try MCUbootEncryption(
            for: recipient,
            keySize: device.keySize,
            usesSHA512: device.usesSHA512
        )
        let image = try await signing.image(of: Self.payload, with: imgtool.signer)
        let entry = try #require(try MCUbootImage(image).unprotected.entries.first { $0.type.isEncryption })
        for place in entry.range {
            for bit in [place % 8, (place + 3) % 8] {
                var changed = image
                changed[place] ^= 1 << bit
                do {
                    let plain = try opened(changed, key)
                    // X25519 passes over the highest bit of a public key (RFC 7748, 5): the same key, the same image.
                    let isIgnored = device.name == "X25519" && place == entry.offset + 4 + 31 && bit == 7
                    let expected = try opened(image, key).replacing(place, by: changed[place])
                    #expect(isIgnored && plain == expected)
                } catch {
                    #expect(error is BedplateError)
                }
            }
        }
        let (_, stranger, _) = try setUp(device)
        #expect(throws: BedplateError(.malformed, "")) { try opened(image, stranger) }
        #expect(throws: BedplateError(.malformed, "")) { try opened(Array(image.prefix(99)), key) }
        #expect(throws: BedplateError(.malformed, "")) { try MCUbootDecryption(privateKeyInfo: [1, 2, 3]) }
        #expect(throws: BedplateError(.unsupportedScheme, "")) { try MCUbootEncryption(for: [1, 2, 3]) }
        #expect(!String(reflecting: key).contains("0x") && !"\(key)".contains("rsa"))
    }

    @Test func `a clear image is accepted as it is, and only its wrapped key is outside what a device verifies`()
        async throws
    {
        let (imgtool, _, recipient) = try setUp(Self.devices[0])
        var signing = MCUbootSigning(version: MCUbootVersion(major: 1), headerSize: 32)
        signing.encryption = try MCUbootEncryption(for: recipient, isClear: true)
        let image = try await signing.image(of: Array(Self.payload.prefix(64)), with: imgtool.signer)
        #expect(try MCUbootFormat.verify(MemorySource(image), imgtool.trust).failures == [])
        #expect(image[32..<96].elementsEqual(Self.payload.prefix(64)))
        let entry = try #require(try MCUbootImage(image).unprotected.first(.encryptionP256))
        let region = try MCUbootFormat.explain(MemorySource(image)).regions.first { $0.name == "ENC_EC256" }
        #expect(region?.offset == entry.offset && region?.coveredBy == [])
        var accepted: Set<Int> = []
        for place in image.indices {
            for bit in 0..<8 {
                var changed = image
                changed[place] ^= 1 << bit
                if try MCUbootFormat.verify(MemorySource(changed), imgtool.trust).holds { accepted.insert(place) }
            }
        }
        #expect(accepted == Set(entry.valueRange))
        for count in [0, entry.value.count - 1, entry.value.count + 1] {
            var area = try MCUbootImage(image).unprotected
            area.entries[3].value = [UInt8](repeating: 1, count: count)
            let changed = Array(image.prefix(area.offset)) + (try area.serialized(order: .little))
            let failures = try MCUbootFormat.verify(MemorySource(changed), imgtool.trust).failures
            #expect(failures.map(\.code) == [.mcubootTLV])
        }
    }

    @Test func `an image that was opened is encrypted for another device, and keeps its signature`() async throws {
        let device = Self.devices[1]
        let (imgtool, key, recipient) = try setUp(device)
        let (_, otherKey, otherRecipient) = try setUp(Self.devices[0])
        var signing = MCUbootSigning(version: MCUbootVersion(major: 1), headerSize: 37)
        signing.securityCounter = 1
        signing.encryption = try MCUbootEncryption(for: recipient)
        let plain = try opened(try await signing.image(of: Self.payload, with: imgtool.signer), key)
        var sink = MemorySink()
        try MCUbootEncryption(for: otherRecipient).encrypt(MemorySource(plain), to: &sink)
        #expect(try !MCUbootFormat.verify(MemorySource(sink.bytes), imgtool.trust).holds)
        #expect(throws: BedplateError(.malformed, "")) { try opened(sink.bytes, key) }
        let again = try opened(sink.bytes, otherKey)
        #expect(try MCUbootFormat.verify(MemorySource(again), imgtool.trust).failures == [])
        var other = MemorySink()
        #expect(throws: BedplateError(.malformed, "")) {
            try MCUbootEncryption(for: otherRecipient, keySize: .aes256).encrypt(MemorySource(plain), to: &other)
        }
        #expect(other.bytes.isEmpty)
    }

    @Test(arguments: devices)
    func `what imgtool signs in the clear is encrypted here, and an independent implementation opens it`(
        device: Device
    ) throws {
        let (imgtool, key, recipient) = try setUp(device)
        let arguments =
            "-H 0x20 --pad-header -v 1.0.0 -S 0x4000 -s 4 --clear \(device.imgtoolOptions)"
        let clear = try imgtool.sign(Self.payload, arguments)
        #expect(try MCUbootEncryption.keySize(of: MemorySource(clear)) == device.keySize)
        let encryption = try MCUbootEncryption(
            for: recipient,
            keySize: device.keySize,
            usesSHA512: device.usesSHA512
        )
        var sink = MemorySink()
        try encryption.encrypt(MemorySource(clear), to: &sink)
        let image = sink.bytes
        let (theirs, ours) = (try MCUbootImage(clear), try MCUbootImage(image))
        let entry = try #require(ours.unprotected.entries.last)
        // All that was signed, and all but the wrapped key, is as imgtool wrote it.
        #expect(ours.header == theirs.header && ours.protected == theirs.protected)
        #expect(ours.unprotected.entries.dropLast() == theirs.unprotected.entries.dropLast())
        #expect(entry.type == encryption.entryType)
        try imgtool.openssl.write(entry.value, to: "wrapped")
        try imgtool.openssl.write(image[ours.payload], to: "body")
        try imgtool.openssl.write(Self.opener.utf8, to: "open.py")
        let ran = try Program(
            [Imgtool.judges + "/python", "open.py", "\(device.keySize.rawValue)", device.usesSHA512 ? "512" : "256"],
            in: imgtool.openssl.directory
        )
        #expect(ran.status == 0, "\(ran.errorText)")
        #expect(ran.output == Array(clear[theirs.payload]))
        let plain = try opened(image, key)
        #expect(plain[..<ours.unprotected.offset] == clear[..<theirs.unprotected.offset])
        #expect(try imgtool.accepts(plain))
        // Twice encrypted, twice decrypted or damaged: each is found, for the hash is of the plaintext.
        var other = MemorySink()
        #expect(throws: BedplateError(.malformed, "")) { try encryption.encrypt(MemorySource(image), to: &other) }
        #expect(other.bytes.isEmpty)
        #expect(throws: BedplateError(.malformed, "")) { try opened(clear, key) }
        for place in [ours.payload.lowerBound, ours.payload.upperBound - 1, 20] {
            var damaged = image
            damaged[place] ^= 1
            #expect(throws: BedplateError(.malformed, "")) { try opened(damaged, key) }
        }
    }

    @Test func `an image that was signed to stay in the clear is never encrypted`() async throws {
        let (imgtool, _, recipient) = try setUp(Self.devices[0])
        let image = try await MCUbootSigning(version: MCUbootVersion(major: 1)).image(
            of: Self.payload,
            with: imgtool.signer
        )
        var sink = MemorySink()
        #expect(throws: BedplateError(.malformed, "")) {
            try MCUbootEncryption(for: recipient).encrypt(MemorySource(image), to: &sink)
        }
        #expect(throws: BedplateError(.malformed, "")) { try MCUbootEncryption.keySize(of: MemorySource(image)) }
        #expect(throws: BedplateError(.malformed, "")) { try MCUbootEncryption.keySize(of: MemorySource([1])) }
        #expect(sink.bytes.isEmpty)
    }

    @Test func `a long payload that comes in parts is the same as one that does not`() async throws {
        let (imgtool, key, recipient) = try setUp(Self.devices[0])
        var signing = MCUbootSigning(version: MCUbootVersion(major: 1), headerSize: 33)
        signing.encryption = try MCUbootEncryption(for: recipient)
        let long = [UInt8](repeating: 0x5A, count: 2 << 20) + [1, 2, 3]
        let image = try await signing.image(of: long, with: imgtool.signer)
        let plain = try opened(image, key)
        #expect(plain[33..<(33 + long.count)].elementsEqual(long))
        #expect(try MCUbootFormat.verify(MemorySource(plain), imgtool.trust).failures == [])
    }

    /// What encrypted_images.md says, in another language and over another library.
    private static let opener = """
        import sys
        from cryptography.hazmat.primitives import hashes, hmac, serialization
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        size = int(sys.argv[1])
        hash = hashes.SHA512() if sys.argv[2] == "512" else hashes.SHA256()
        length = hash.digest_size
        key = serialization.load_pem_private_key(open("device.pem", "rb").read(), None)
        wrapped = open("wrapped", "rb").read()

        def counter(secret, text):
            cipher = Cipher(algorithms.AES(secret), modes.CTR(bytes(16))).decryptor()
            return cipher.update(text) + cipher.finalize()

        if isinstance(key, rsa.RSAPrivateKey):
            sha = hashes.SHA256()
            secret = key.decrypt(wrapped, padding.OAEP(mgf=padding.MGF1(sha), algorithm=sha, label=None))
        else:
            if isinstance(key, x25519.X25519PrivateKey):
                public, rest = wrapped[:32], wrapped[32:]
                shared = key.exchange(x25519.X25519PublicKey.from_public_bytes(public))
            else:
                public, rest = wrapped[:65], wrapped[65:]
                point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
                shared = key.exchange(ec.ECDH(), point)
            derived = HKDF(hash, size + length, None, b"MCUBoot_ECIES_v1").derive(shared)
            mac = hmac.HMAC(derived[size:], hash)
            mac.update(rest[length:])
            mac.verify(rest[:length])
            secret = counter(derived[:size], rest[length:])
        assert len(secret) == size
        sys.stdout.buffer.write(counter(secret, open("body", "rb").read()))
        """
}

extension [UInt8] {
    fileprivate func replacing(_ place: Int, by octet: UInt8) -> [UInt8] {
        var changed = self
        changed[place] = octet
        return changed
    }
}
