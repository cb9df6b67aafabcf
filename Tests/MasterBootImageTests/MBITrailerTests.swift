import Digests
import MasterBootImage
import PKIX
import Testing

@Suite struct MBITrailerTests {
    static let curves: [EllipticCurve] = [.p256, .p384]

    private static func key(_ curve: EllipticCurve) throws -> MBIPublicKey {
        let size = UInt8(curve.fieldSize)
        return try #require(MBIPublicKey(.ellipticCurve(curve, x: [UInt8](1...size), y: [UInt8](101...100 + size))))
    }

    private static func trailer(
        _ curve: EllipticCurve,
        keys: Int,
        signingKey: EllipticCurve? = nil,
        trustZone: [UInt8] = []
    ) throws -> MBITrailer {
        let hashes = (0..<keys).map { [UInt8](repeating: UInt8($0), count: curve.fieldSize) }
        let root = MBIRootRecord(hashes: keys == 1 ? [] : hashes, index: keys - 1, key: try key(curve))
        let certificate = try signingKey.map { curve in
            MBISigningKeyCertificate(
                constraint: 0xA5A5_5A5A,
                key: try key(curve),
                userData: [UInt8](repeating: 9, count: trustZone.isEmpty ? 96 : 0),
                signature: [UInt8](repeating: 3, count: root.key.signatureSize)
            )
        }
        let block = MBICertificateBlock(root: root, signingKey: certificate)
        return MBITrailer(
            block: block,
            manifest: MBIManifest(firmwareVersion: 0xABCD, trustZone: trustZone, checksum: 0x0102_0304),
            signature: [UInt8](repeating: 7, count: block.imageKey.signatureSize)
        )
    }

    @Test(arguments: curves, 1...4)
    func `what is written is read, with the offsets that it has`(curve: EllipticCurve, keys: Int) throws {
        let settings = Array("TZ-M".utf8) + [UInt8](repeating: 1, count: 976)
        for (signingKey, trustZone) in [(nil, []), (nil, settings), (.p256, []), (curve, settings)]
            as [(EllipticCurve?, [UInt8])]
        {
            let trailer = try Self.trailer(curve, keys: keys, signingKey: signingKey, trustZone: trustZone)
            let octets = trailer.octets
            #expect(try MBITrailer(octets) == trailer)
            #expect(octets.count == trailer.count)
            #expect(octets.count <= MBITrailer.sizeLimit)
            #expect(trailer.block.root.keyCount == keys)
            #expect(Array(octets[trailer.offsets.manifest...].prefix(4)) == Array("imgm".utf8))
            #expect(Array(octets[trailer.offsets.checksum...].prefix(4)) == [4, 3, 2, 1])
            #expect(Array(octets[trailer.offsets.signature...]) == trailer.signature)
            if let certificate = trailer.block.signingKey {
                let offsets = trailer.block.offsets
                #expect(Array(octets[offsets.root..<offsets.signature]) == trailer.block.statement)
                #expect(Array(octets[offsets.signature...].prefix(64)) == Array(certificate.signature.prefix(64)))
            }
        }
    }

    @Test(arguments: curves)
    func `whatever flip a trailer survives, it is read as exactly those octets`(curve: EllipticCurve) throws {
        for signingKey in [nil, EllipticCurve.p256] {
            var octets = try Self.trailer(curve, keys: 3, signingKey: signingKey).octets
            for place in octets.indices {
                for bit in 0..<8 {
                    octets[place] ^= 1 << bit
                    if let read = try? MBITrailer(octets) { #expect(read.octets == octets) }
                    octets[place] ^= 1 << bit
                }
            }
        }
    }

    @Test func `no part of a trailer is one, nor is one with more behind it`() throws {
        let octets = try Self.trailer(.p256, keys: 4, signingKey: .p256).octets
        for count in octets.indices {
            #expect(throws: MBIFault.self) { try MBITrailer(Array(octets.prefix(count))) }
        }
        #expect(throws: MBIFault.self) { try MBITrailer(octets + [0]) }
        let block = try Self.trailer(.p256, keys: 4).block.octets
        #expect(throws: MBIFault(.size, at: 8)) { try MBICertificateBlock(block + [0]) }
    }

    @Test func `other kinds of keys, and keys whose numbers do not fit, are none`() {
        #expect(MBIPublicKey(.ed25519([UInt8](repeating: 1, count: 32))) == nil)
        #expect(MBIPublicKey(.ellipticCurve(.p521, x: [UInt8](1...66), y: [UInt8](1...66))) == nil)
        #expect(MBIPublicKey(.ellipticCurve(.p256, x: [UInt8](1...31), y: [UInt8](1...32))) == nil)
    }

    @Test func `a signing key under a shorter root key is refused`() throws {
        let octets = try Self.trailer(.p256, keys: 1, signingKey: .p384).octets
        #expect(throws: MBIFault(.curve, at: 12 + 4 + 64 + 8)) { try MBITrailer(octets) }
    }
}
