import AHAB
import BootSigning
import FuzzDriver
import Model
import PKIX

@_cdecl("FuzzAHAB_main")
public func fuzzAHAB(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as a container and as an image: what is read is written again with the same octets; an explanation
/// accounts for every octet; nothing is booted by a device that trusts keys which nobody has.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let count = AHABContainer.count(ofHeader: bytes), count <= size {
        let octets = Array(bytes.prefix(count))
        if let container = try? AHABContainer(octets) { precondition(container.octets == octets, "one form") }
    }
    let image = MemorySource(bytes)
    let trust = DeviceTrust(digests: [.init([UInt8](repeating: 0xA5, count: 32))])
    if let judgement = try? AHABFormat.verify(image, trust) { precondition(!judgement.holds, "nobody signed this") }
    if let explanation = try? AHABFormat.explain(image) {
        var place = 0
        for region in explanation.regions {
            precondition(region.offset == place, "regions follow one another")
            place += region.count
        }
        precondition(place == size, "every octet is accounted for")
    }
    return 0
}

private func seeds() -> [[UInt8]] {
    let infos: [PublicKeyInfo] = [
        .ellipticCurve(.p256, x: [UInt8](1...32), y: [UInt8](33...64)),
        .ellipticCurve(.p384, x: [UInt8](1...48), y: [UInt8](49...96)),
        .rsa(modulus: [UInt8](repeating: 0xC3, count: 256), exponent: 65537),
    ]
    let entry = AHABImageEntry(
        offset: 0x800,
        count: 16,
        loadAddress: 0x1FFC_0000,
        entryPoint: 0x1FFC_0000,
        flags: 0x13,
        metadata: 0,
        hash: [UInt8](repeating: 7, count: 32)
    )
    return infos.compactMap(AHABRootKey.init).flatMap { key -> [[UInt8]] in
        let signature = AHABSignature(
            keys: [AHABRootKey](repeating: key, count: 4),
            octets: [UInt8](repeating: 1, count: key.signatureSize)
        )
        return [signature, nil].map { signature in
            let container = AHABContainer(
                flags: signature == nil ? 0 : 2,
                softwareVersion: 1,
                fuseVersion: 1,
                images: [entry],
                signature: signature
            )
            let octets = container.octets
            let end = max(0x810, octets.count)
            return octets + [UInt8](repeating: 0, count: end - octets.count)
        }
    }
}
