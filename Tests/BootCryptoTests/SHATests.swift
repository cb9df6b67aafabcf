import BootCrypto
import Crypto
import Testing

@Suite struct SHATests {
    @Test func `the trace of a hash is that of its octets, at every length`() {
        for count in 0..<200 {
            let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            var hasher = BootCrypto.SHA256()
            hasher.update(octets.span)
            #expect(hasher.trace == BootCrypto.SHA256.trace(of: octets.span))
            for place in octets.indices {
                var other = octets
                other[place] ^= 0x10
                #expect(BootCrypto.SHA256.trace(of: other.span) != hasher.trace)
            }
        }
    }

    @Test func `every length up to three blocks hashes as swift-crypto hashes it`() {
        let octets = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
        for count in 0...400 {
            let message = Array(octets.prefix(count))
            #expect(sha256(message) == Array(Crypto.SHA256.hash(data: message)), "\(count)")
            #expect(sha512(message) == Array(Crypto.SHA512.hash(data: message)), "\(count)")
        }
    }

    @Test func `octets hash the same in parts of any size`() {
        let octets = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 17 &+ 3) }
        for size in [1, 2, 3, 5, 7, 13, 63, 64, 65, 127, 128, 129] {
            var (short, long) = (BootCrypto.SHA256(), BootCrypto.SHA512())
            var start = 0
            while start < octets.count {
                let part = Array(octets[start..<min(start + size, octets.count)])
                short.update(part.span)
                long.update(part.span)
                start += size
            }
            #expect(short.finalize().octets == Array(Crypto.SHA256.hash(data: octets)), "\(size)")
            #expect(long.finalize().octets == Array(Crypto.SHA512.hash(data: octets)), "\(size)")
        }
    }

    private func sha256(_ message: [UInt8]) -> [UInt8] { BootCrypto.SHA256.digest(of: message.span).octets }

    private func sha512(_ message: [UInt8]) -> [UInt8] {
        var hasher = BootCrypto.SHA512()
        hasher.update(message.span)
        return hasher.finalize().octets
    }
}
