import BootCrypto
import Crypto
import Testing

@Suite struct MLDSA65Tests {
    private func verify(_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool {
        var workspace = [Int32](repeating: 0x55, count: BootCrypto.MLDSA65.workspaceSize)
        return BootCrypto.MLDSA65.verify(
            key: key.span,
            message: message.span,
            signature: signature.span,
            workspace: workspace.mutableSpan
        ).isGranted
    }

    @Test func `what swift-crypto signs is granted, for messages of any length`() throws {
        for round in 0..<16 {
            let key = try Crypto.MLDSA65.PrivateKey()
            let message = (0..<(round * 19)).map { UInt8(truncatingIfNeeded: $0 &* 5) }
            let signature = Array(try key.signature(for: message))
            #expect(verify(Array(key.publicKey.rawRepresentation), message, signature))
            #expect(!verify(Array(key.publicKey.rawRepresentation), message + [0], signature))
        }
    }

    @Test func `a flipped bit anywhere in key, message or signature is refused`() throws {
        let key = try Crypto.MLDSA65.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        let message = Array("an image".utf8)
        let signature = Array(try key.signature(for: message))
        #expect(verify(point, message, signature))
        // One bit of every 7th octet of z, of every 16th of the key, and all bits of c̃'s first octet and of the hint.
        for place in [0] + Array(stride(from: 1, to: 3248, by: 7)) + Array(3248..<signature.count) {
            for bit in place == 0 || place >= 3248 ? 0..<8 : (place % 8)..<(place % 8 + 1) {
                var flipped = signature
                flipped[place] ^= 1 << bit
                #expect(!verify(point, message, flipped), "bit \(bit) of octet \(place)")
            }
        }
        for place in stride(from: 0, to: point.count, by: 16) {
            var flipped = point
            flipped[place] ^= 1 << (place / 16 % 8)
            #expect(!verify(flipped, message, signature))
        }
    }

    @Test func `other lengths, too small a workspace and a context are refused`() throws {
        let key = try Crypto.MLDSA65.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        let signature = Array(try key.signature(for: [1]))
        #expect(verify(point, [1], signature))
        #expect(!verify(Array(point.dropLast()), [1], signature))
        #expect(!verify(point, [1], signature + [0]))
        #expect(!verify(point, [1], Array(signature.dropLast())))
        let named = Array(try key.signature(for: [UInt8]([1]), context: [UInt8]([9])))
        #expect(!verify(point, [1], named))
        var workspace = [Int32](repeating: 0, count: BootCrypto.MLDSA65.workspaceSize - 1)
        let decision = BootCrypto.MLDSA65.verify(
            key: point.span,
            message: [UInt8]([1]).span,
            signature: signature.span,
            workspace: workspace.mutableSpan
        )
        #expect(!decision.isGranted)
    }

    /// The ROM's known answer: of dilithium-py 1.5.1, by the parts of its verification (FIPS 204, Algorithm 8).
    @Test func `a pattern leads to the challenge that another implementation finds, and to no other`() {
        let challenge: [UInt8] = [
            0x48, 0x6A, 0x74, 0xC4, 0x92, 0x36, 0x3C, 0x90, 0xDB, 0x54, 0x5C, 0x0D, 0x16, 0x89, 0xAD, 0x3B,
            0x76, 0xFF, 0x8E, 0xF9, 0x81, 0xDD, 0xDC, 0x40, 0xA3, 0xA0, 0xF8, 0x9E, 0xD9, 0xCF, 0x1E, 0xC3,
            0x7B, 0x73, 0x82, 0x5C, 0xE7, 0x16, 0xD4, 0xC8, 0x34, 0x1F, 0x6D, 0x76, 0xF6, 0xC9, 0x51, 0xD8,
        ]
        let key = [UInt8](repeating: 0x5A, count: BootCrypto.MLDSA65.keySize)
        let signature =
            [UInt8](repeating: 0x5A, count: BootCrypto.MLDSA65.signatureSize - 61) + [UInt8](repeating: 0, count: 55)
            + [UInt8](repeating: 1, count: 6)
        func check(_ key: [UInt8], _ signature: [UInt8], _ challenge: [UInt8]) -> Bool {
            var workspace = [Int32](repeating: 0x55, count: BootCrypto.MLDSA65.workspaceSize)
            return BootCrypto.MLDSA65.check(
                key: key.span,
                message: key.span.extracting(0..<32),
                signature: signature.span,
                challenge: challenge.span,
                workspace: workspace.mutableSpan
            ).isGranted
        }
        #expect(check(key, signature, challenge))
        #expect(!check(key, signature, Array(challenge.dropLast())))
        for place in challenge.indices {
            var other = challenge
            other[place] ^= 1
            #expect(!check(key, signature, other))
        }
        // What was hinted counts, and so do the key's last octet and the signature's middle.
        for (inKey, place) in [(true, 1951), (false, 1600), (false, 3248)] {
            var (key, signature) = (key, signature)
            if inKey { key[place] ^= 1 } else { signature[place] ^= 1 }
            #expect(!check(key, signature, challenge))
        }
    }
}
