import BootSigning
import ESP32
import FuzzDriver
import Model

@_cdecl("FuzzESP32_main")
public func fuzzESP32(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as a signature sector and as an image: what is read is written again with the same octets; an explanation
/// accounts for every octet; nothing is booted by a device that trusts a key which nobody has.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let sector = try? ESPSignatureSector(bytes) { precondition(sector.octets == bytes, "a sector has one form") }
    // Short inputs as the head of a sector, with the CRC that they need to be looked into.
    if size <= 1196 {
        let block = bytes + [UInt8](repeating: 0, count: 1196 - size)
        let sector = block + checksum(block) + [UInt8](repeating: 0, count: 16) + [UInt8](repeating: 0xFF, count: 2880)
        if let read = try? ESPSignatureSector(sector) { precondition(read.octets == sector, "a block has one form") }
    }
    let image = MemorySource(bytes)
    let trust = DeviceTrust(digests: [.init([UInt8](repeating: 0xA5, count: 32))])
    if let judgement = try? ESP32Format.verify(image, trust) { precondition(!judgement.holds, "nobody signed this") }
    if let explanation = try? ESP32Format.explain(image) {
        var place = 0
        for region in explanation.regions {
            precondition(region.offset == place, "regions follow one another")
            place += region.count
        }
        precondition(place == size, "every octet is accounted for")
    }
    return 0
}

private func checksum(_ octets: [UInt8]) -> [UInt8] {
    var register = UInt32.max
    for octet in octets {
        register ^= UInt32(octet)
        for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: ~register >> (8 * $0)) }
}

private func seeds() -> [[UInt8]] {
    let keys: [ESPPublicKey] = [
        .rsa3072(modulus: [UInt8](repeating: 0xC3, count: 384), exponent: 65537),
        .ecdsaP256(x: [UInt8](1...32), y: [UInt8](33...64)),
        .ecdsaP384(x: [UInt8](1...48), y: [UInt8](49...96)),
    ]
    let header: [UInt8] = [
        0xE9, 1, 2, 0x2F, 0x00, 0x50, 0x37, 0x40, 0xEE, 0, 0, 0, 9, 0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 1,
    ]
    let image = header + [0x20, 0, 0, 0x3C, 16, 0, 0, 0] + [UInt8](repeating: 1, count: 80)
    let filled = image + [UInt8](repeating: 0xFF, count: 4096 - image.count)
    return keys.flatMap { key -> [[UInt8]] in
        let isRSA = key.scheme == .rsa3072
        let size = isRSA ? 384 : key.scheme == .ecdsaP256 ? 64 : 96
        let block = ESPSignatureBlock(
            key: key,
            imageDigest: [UInt8](repeating: 7, count: key.scheme == .ecdsaP384 ? 48 : 32),
            signature: [UInt8](repeating: 1, count: size)
        )
        let sector = ESPSignatureSector(blocks: [block, block]).octets
        return [sector, filled + sector, Array(block.octets.prefix(300))]
    } + [image, filled]
}
