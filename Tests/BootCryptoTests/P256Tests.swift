import BootCrypto
import Crypto
import Testing

@Suite struct P256Tests {
    private let key = P256.Signing.PrivateKey()
    /// The order of the group.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
        0xA7,
        0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    private func verify(_ key: [UInt8], _ signature: [UInt8], _ digest: [UInt8]) -> Bool {
        BootCrypto.P256.verify(key: key.span, signature: signature.span, digest: digest.span).isGranted
    }

    @Test func `what swift-crypto signs is granted, with s and with n - s`() throws {
        for round in 0..<40 {
            let key = P256.Signing.PrivateKey()
            let digest = Crypto.SHA256.hash(data: [UInt8(round)])
            let signature = Array(try key.signature(for: digest).rawRepresentation)
            let point = Array(key.publicKey.rawRepresentation)
            #expect(verify(point, signature, Array(digest)))
            let negative = Array(signature.prefix(32)) + subtract(Self.order, Array(signature.suffix(32)))
            #expect(verify(point, negative, Array(digest)))
        }
    }

    @Test func `r follows from what is granted, and from nothing else`() throws {
        let digest = Array(Crypto.SHA256.hash(data: [9]))
        let signature = Array(try key.signature(for: Crypto.SHA256.hash(data: [9])).rawRepresentation)
        let point = Array(key.publicKey.rawRepresentation)
        let recovery = BootCrypto.P256.recover(key: point.span, signature: signature.span, digest: digest.span)
        #expect(recovery.decision.isGranted)
        #expect(recovery.abscissa.octets == Array(signature.prefix(32)))
        for place in 0..<64 {
            var other = signature
            other[place] ^= 1
            let recovery = BootCrypto.P256.recover(key: point.span, signature: other.span, digest: digest.span)
            #expect(!recovery.decision.isGranted)
            #expect(recovery.abscissa.octets != Array(other.prefix(32)))
        }
        let short = BootCrypto.P256.recover(key: point.span, signature: digest.span, digest: digest.span)
        #expect(!short.decision.isGranted && short.abscissa.octets == [UInt8](repeating: 0, count: 32))
    }

    @Test func `every flipped bit of signature, digest and key is refused`() throws {
        let digest = Array(Crypto.SHA256.hash(data: [1, 2, 3]))
        let signature = Array(try key.signature(for: Crypto.SHA256.hash(data: [1, 2, 3])).rawRepresentation)
        let point = Array(key.publicKey.rawRepresentation)
        #expect(verify(point, signature, digest))
        for bit in 0..<512 {
            var (flippedSignature, flippedKey) = (signature, point)
            flippedSignature[bit / 8] ^= 1 << (bit % 8)
            flippedKey[bit / 8] ^= 1 << (bit % 8)
            #expect(!verify(point, flippedSignature, digest))
            #expect(!verify(flippedKey, signature, digest))
        }
        for bit in 0..<256 {
            var flipped = digest
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!verify(point, signature, flipped))
        }
    }

    @Test func `numbers out of range and other lengths are refused`() throws {
        let digest = Array(Crypto.SHA256.hash(data: [4]))
        let signature = Array(try key.signature(for: Crypto.SHA256.hash(data: [4])).rawRepresentation)
        let point = Array(key.publicKey.rawRepresentation)
        let (r, s) = (Array(signature.prefix(32)), Array(signature.suffix(32)))
        let zero = [UInt8](repeating: 0, count: 32)
        let largest = [UInt8](repeating: 0xFF, count: 32)
        for wrong in [zero, Self.order, largest] {
            #expect(!verify(point, wrong + s, digest))
            #expect(!verify(point, r + wrong, digest))
        }
        #expect(!verify(point, zero + zero, digest))
        #expect(!verify(zero + zero, signature, digest))
        #expect(!verify(largest + largest, signature, digest))
        #expect(!verify(Array(point.dropLast()), signature, digest))
        #expect(!verify(point, signature + [0], digest))
        #expect(!verify(point, signature, digest + [0]))
        #expect(!verify(point, signature, Array(digest.dropLast())))
    }

    /// Digests that are 0, n and 2²⁵⁶ - 1 reach the reduction of e and the additions of equal and opposite points.
    @Test func `digests at the edges verify as swift-crypto says`() throws {
        let edges: [[UInt8]] = [
            .init(repeating: 0, count: 32), Self.order, .init(repeating: 0xFF, count: 32),
            .init(repeating: 0, count: 31) + [1],
        ]
        // The key 1 is the generator itself, n - 1 its negative: Shamir's table holds 2G and the point at infinity.
        let one = [UInt8](repeating: 0, count: 31) + [1]
        for scalar in [one, subtract(Self.order, one), [UInt8](repeating: 0, count: 31) + [2]] {
            let key = try P256.Signing.PrivateKey(rawRepresentation: scalar)
            for edge in edges {
                let digest = try Prehashed(edge)
                let signature = Array(try key.signature(for: digest).rawRepresentation)
                #expect(verify(Array(key.publicKey.rawRepresentation), signature, edge))
                var other = edge
                other[7] ^= 4
                #expect(!verify(Array(key.publicKey.rawRepresentation), signature, other))
            }
        }
    }

    private func subtract(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var (difference, borrow) = (left, 0)
        for place in left.indices.reversed() {
            let value = Int(left[place]) - Int(right[place]) - borrow
            borrow = value < 0 ? 1 : 0
            difference[place] = UInt8(truncatingIfNeeded: value)
        }
        return difference
    }
}

/// A digest of chosen octets.
private struct Prehashed: Digest {
    static let byteCount = 32
    let octets: [UInt8]

    init(_ octets: [UInt8]) throws { self.octets = octets }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try unsafe octets.withUnsafeBytes(body)
    }
    func makeIterator() -> Array<UInt8>.Iterator { octets.makeIterator() }
    var description: String { "\(octets)" }
    func hash(into hasher: inout Hasher) { hasher.combine(octets) }
    static func == (left: Self, right: Self) -> Bool { left.octets == right.octets }
}
