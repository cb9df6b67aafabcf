import HAB
import PKIX
import Testing

@Suite struct HABTests {
    private static let infos: [PublicKeyInfo] = [
        .ellipticCurve(.p256, x: [UInt8](1...32), y: [UInt8](33...64)),
        .ellipticCurve(.p384, x: [UInt8](1...48), y: [UInt8](49...96)),
        .ellipticCurve(.p521, x: [UInt8](1...66), y: [UInt8](67...132)),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 256), exponent: 65537),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 384), exponent: 3),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 512), exponent: 0x1000_0001),
    ]

    private static let vectors = HABVectorTable(
        version: 0x43,
        entry: 0x7E_1000,
        deviceConfiguration: 0x7E_1040,
        bootData: 0x7E_0FE0,
        address: 0x7E_0FC0,
        commandSequence: 0x7F_0000
    )

    private static let sequence = HABCommandSequence(
        version: 0x42,
        commands: [
            .installRootKey(index: 3, location: 200),
            .installCommandKey(location: 300),
            .authenticateCommands(engine: .caam, location: 400),
            .unlock(engine: .caam, features: 1, unit: nil),
            .unlock(engine: .ocotp, features: 8, unit: 0x0102_0304_0506_0708),
            .setEngine(hash: 0x17, engine: .dcp),
            .installKey(slot: 2, location: 500),
            .authenticateData(
                slot: 2,
                engine: .any,
                location: 600,
                blocks: [.init(address: 1, count: 2), .init(address: 3, count: .max)]
            ),
        ]
    )

    @Test(arguments: infos, [1, 4])
    func `a table of root keys is read as it was written`(info: PublicKeyInfo, count: Int) throws {
        let key = try #require(HABRootKey(info, isAuthority: count == 1))
        var keys = [HABRootKey](repeating: key, count: count)
        if count == 4 { keys[2] = .digest([UInt8](1...32)) }
        let table = HABRootKeyTable(keys: keys)
        #expect(try HABRootKeyTable([9, 9] + table.octets + [7], at: 2) == table)
        for cut in table.octets.indices {
            #expect(throws: HABFault.self) { try HABRootKeyTable(Array(table.octets.prefix(cut)), at: 0) }
        }
    }

    @Test func `vector table, boot data and commands are read as they were written`() throws {
        #expect(try HABVectorTable(Self.vectors.octets) == Self.vectors)
        #expect(HABVectorTable.isVectorTable(Self.vectors.octets))
        let data = HABBootData(start: 0x7E_0000, count: 0x1_2345, isPlugin: true)
        #expect(try HABBootData(data.octets) == data)
        #expect(try HABCommandSequence(Self.sequence.octets + [1, 2, 3]) == Self.sequence)
        #expect(Self.sequence.octets.count == Self.sequence.count)
        #expect(Self.sequence.places.first == 4)
        let envelope = HABEnvelope(.signature, version: 0x42, der: [0x30, 0])
        #expect(try HABEnvelope([0] + envelope.octets, at: 1, .signature, version: 0x42) == envelope)
        #expect(throws: HABFault(.tag, at: 0)) {
            try HABEnvelope(envelope.octets, at: 0, .certificate, version: 0x42)
        }
    }

    @Test func `no part of a structure is one`() throws {
        for cut in Self.vectors.octets.indices {
            #expect(throws: HABFault.self) { try HABVectorTable(Array(Self.vectors.octets.prefix(cut))) }
        }
        for cut in Self.sequence.octets.indices {
            #expect(throws: HABFault.self) { try HABCommandSequence(Array(Self.sequence.octets.prefix(cut))) }
        }
    }

    @Test func `whatever flip a structure survives, it is read as exactly those octets`() throws {
        var (survivors, octets) = (0, Self.sequence.octets)
        for place in octets.indices {
            for bit in 0..<8 {
                octets[place] ^= 1 << bit
                if let read = try? HABCommandSequence(octets) {
                    survivors += 1
                    #expect(read.octets == Array(octets.prefix(read.count)))
                }
                octets[place] ^= 1 << bit
            }
        }
        // Places, blocks, features: what only the signature protects.
        #expect(survivors > 100)
        octets = Self.vectors.octets
        for place in octets.indices {
            for bit in 0..<8 {
                octets[place] ^= 1 << bit
                if let read = try? HABVectorTable(octets) { #expect(read.octets == octets) }
                octets[place] ^= 1 << bit
            }
        }
    }

    @Test func `keys that HAB does not know are none`() {
        #expect(HABRootKey(.ed25519([UInt8](repeating: 1, count: 32)), isAuthority: false) == nil)
        #expect(HABRootKey(.rsa(modulus: [UInt8](repeating: 0xC3, count: 255), exponent: 3), isAuthority: true) == nil)
        #expect(HABRootKey(.rsa(modulus: [UInt8](repeating: 0x43, count: 256), exponent: 3), isAuthority: true) == nil)
    }
}
