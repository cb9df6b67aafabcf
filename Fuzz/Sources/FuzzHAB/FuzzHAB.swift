import BootSigning
import FuzzDriver
import HAB
import Model
import PKIX

@_cdecl("FuzzHAB_main")
public func fuzzHAB(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as commands, as a table of keys, as CMS SignedData and as an image: what is read is written again with the
/// same octets; an explanation accounts for every octet; nothing is booted by a device that trusts keys which nobody has.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let sequence = try? HABCommandSequence(bytes) {
        precondition(sequence.octets == Array(bytes.prefix(sequence.count)), "one form")
    }
    if let table = try? HABRootKeyTable(bytes, at: 0) {
        precondition(bytes.starts(with: table.octets), "one form")
    }
    if let signed = try? SignedData(der: bytes) { precondition(signed.der == bytes, "one form") }
    let image = MemorySource(bytes)
    let trust = DeviceTrust(digests: [.init([UInt8](repeating: 0xA5, count: 32))])
    if let judgement = try? HABFormat.verify(image, trust) { precondition(!judgement.holds, "nobody signed this") }
    if let explanation = try? HABFormat.explain(image) {
        var place = 0
        for region in explanation.regions {
            precondition(region.offset == place, "regions follow one another")
            place += region.count
        }
        precondition(place == size, "every octet is accounted for")
    }
    return 0
}

/// An image with fast authentication, its parts, and a signature.
private func seeds() -> [[UInt8]] {
    let signature =
        SignedData(
            issuer: DEREncoding.sequence(),
            serial: [1],
            hash: .sha256,
            messageDigest: [UInt8](repeating: 7, count: 32),
            signingTime: nil,
            scheme: .ecdsa(.sha256),
            signature: ECDSASignature(r: [1], s: [1]).der
        ).der ?? []
    let infos: [PublicKeyInfo] = [
        .ellipticCurve(.p256, x: [UInt8](1...32), y: [UInt8](33...64)),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 256), exponent: 65537),
    ]
    let tables = infos.compactMap { info in
        HABRootKey(info, isAuthority: false).map { HABRootKeyTable(keys: [$0, .digest([UInt8](1...32))]) }
    }
    let images = tables.map { table in
        let envelope = HABEnvelope(.signature, version: 0x42, der: signature).octets
        func sequence(_ place: Int) -> HABCommandSequence {
            HABCommandSequence(
                version: 0x42,
                commands: [
                    .installRootKey(index: 0, location: place),
                    .authenticateCommands(engine: .any, location: place + table.octets.count),
                    .authenticateData(
                        slot: 0,
                        engine: .any,
                        location: place + table.octets.count + envelope.count,
                        blocks: [.init(address: 0x1000, count: 64)]
                    ),
                ]
            )
        }
        let commands = sequence(sequence(0).count).octets
        let area = commands + table.octets + envelope + envelope
        let vectors = HABVectorTable(
            version: 0x41,
            entry: 0x1030,
            bootData: 0x1020,
            address: 0x1000,
            commandSequence: 0x1040
        )
        let bootData = HABBootData(start: 0x1000, count: UInt32(64 + area.count))
        return vectors.octets + bootData.octets + [UInt8](repeating: 0, count: 20) + area
    }
    return images + images.map { Array($0.dropFirst(64)) } + tables.map(\.octets) + [signature]
}
