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
}
