import Digests
import Testing
import Wire

@Suite struct DigestsTests {
    /// FIPS 180-4 example "abc".
    @Test(arguments: [
        (HashAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `digests agree with the standard's example`(algorithm: HashAlgorithm, expected: String) throws {
        #expect(Hexadecimal.encode(try algorithm.digest([0x61], [0x62, 0x63])) == expected)
    }

    @Test func `an algorithm that cannot be computed is refused, never replaced`() {
        #expect(throws: UnsupportedHash(.sm3_256)) { try HashAlgorithm.sm3_256.digest([]) }
        #expect(throws: UnsupportedHash(HashAlgorithm(rawValue: 0xBEEF))) {
            try HashAlgorithm(rawValue: 0xBEEF).hmac(key: [], [])
        }
    }

    @Test func `every computable algorithm says its true digest size`() throws {
        for algorithm in HashAlgorithm.computable {
            #expect(try algorithm.digest([1]).count == algorithm.digestSize)
        }
    }

    @Test func `names round-trip and unknown names are refused`() {
        #expect(HashAlgorithm(named: "sha384") == .sha384)
        #expect(HashAlgorithm(named: "SHA384") == nil)
        #expect(HashAlgorithm(named: "md5") == nil)
    }

    @Test func `evidence rests on SHA-256 or better, and on nothing that cannot be computed`() {
        #expect(HashAlgorithm.accepted == [.sha256, .sha384, .sha512])
        #expect(HashAlgorithm.accepted.allSatisfy { $0.isComputable })
        #expect(!HashAlgorithm.sha1.isAccepted && !HashAlgorithm(rawValue: 0xBEEF).isAccepted)
    }

    @Test func `random octets are as many as asked for, and never the same`() {
        for count in [0, 1, 7, 8, 9, 32, 100] { #expect(randomOctets(count).count == count) }
        #expect(Set((0..<256).map { _ in randomOctets(12) }).count == 256)
        // No place is constant.
        let many = (0..<64).map { _ in randomOctets(11) }
        for place in 0..<11 { #expect(Set(many.map { $0[place] }).count > 1) }
    }

    @Test func `a CRC-32 is the one that everybody computes, whole and in parts`() {
        let message = Array("123456789".utf8)
        #expect(CRC32.checksum(message) == 0xCBF4_3926)
        var checksum = CRC32()
        for octet in message { checksum.update([octet]) }
        #expect(checksum.octets == [0xCB, 0xF4, 0x39, 0x26])
    }
}
