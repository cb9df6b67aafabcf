import AHAB
import Digests
import PKIX
import Testing

@Suite struct AHABContainerTests {
    private static let infos: [PublicKeyInfo] = [
        .ellipticCurve(.p256, x: [UInt8](1...32), y: [UInt8](33...64)),
        .ellipticCurve(.p384, x: [UInt8](1...48), y: [UInt8](49...96)),
        .ellipticCurve(.p521, x: [UInt8](1...66), y: [UInt8](67...132)),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 256), exponent: 65537),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 384), exponent: 3),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 512), exponent: 0x1000_0001),
    ]

    private func container(_ info: PublicKeyInfo, images: Int) throws -> AHABContainer {
        let key = try #require(AHABRootKey(info))
        let entry = AHABImageEntry(
            offset: 0x2000,
            count: 5,
            loadAddress: 0x1_0000_0000,
            entryPoint: 0x8000,
            flags: 0x213,
            metadata: 9,
            hash: [UInt8](repeating: 7, count: 64)
        )
        return AHABContainer(
            flags: 0x22,
            softwareVersion: 0x1234,
            fuseVersion: 7,
            images: [AHABImageEntry](repeating: entry, count: images),
            signature: AHABSignature(
                keys: [AHABRootKey](repeating: key, count: 4),
                octets: [UInt8](repeating: 3, count: key.signatureSize)
            )
        )
    }

    @Test(arguments: infos, [1, 2, 32])
    func `a container is read as it was written`(info: PublicKeyInfo, images: Int) throws {
        let container = try container(info, images: images)
        let octets = container.octets
        #expect(AHABContainer.count(ofHeader: octets) == octets.count)
        #expect(try AHABContainer(octets) == container)
        #expect(container.keyIndex == 2)
        #expect(container.owner == .oem)
    }

    @Test func `whatever flip a container survives, it is read as exactly those octets`() throws {
        var octets = try container(Self.infos[0], images: 1).octets
        for place in octets.indices {
            for bit in 0..<8 {
                octets[place] ^= 1 << bit
                if let read = try? AHABContainer(octets) { #expect(read.octets == octets) }
                octets[place] ^= 1 << bit
            }
        }
    }

    @Test func `no part of a container is one`() throws {
        let octets = try container(Self.infos[0], images: 1).octets
        for count in octets.indices {
            #expect(throws: AHABFault.self) { try AHABContainer(Array(octets.prefix(count))) }
        }
        #expect(throws: AHABFault(.length, at: 1)) { try AHABContainer(octets + [0]) }
        #expect(AHABRootKey(.ed25519([UInt8](repeating: 1, count: 32))) == nil)
        #expect(AHABRootKey(.rsa(modulus: [UInt8](repeating: 0xC3, count: 255), exponent: 3)) == nil)
    }
}
