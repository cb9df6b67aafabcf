import BootCrypto
import BootImage
import FuzzDriver
import SoC

@_cdecl("FuzzBootImage_main")
public func fuzzBootImage(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as an image in front of the boot ROM, whose fuses hold the digest of a key that nobody has: it never traps,
/// and grants nothing.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    var policy = ImagePolicy(
        loadAddress: MemoryMap.secureFirmware,
        limit: MemoryMap.imageLimit,
        stack: MemoryMap.secureRAM...MemoryMap.secureRAM + 0x8000
    )
    (policy.revocations, policy.counter) = (0, 1)
    policy.setRootKey(0, [UInt8](repeating: 0xA5, count: 32).span)
    // What the key's digest is over is the image's own: such a device must be reached too.
    if let key = place(of: 0x0002, in: bytes) { policy.setRootKey(1, SHA256.digest(of: bytes[key].span).span) }
    var workspace = [Int32](repeating: 0, count: MLDSA65.workspaceSize)
    let verification = ImageVerification(bytes.span, policy, workspace: workspace.mutableSpan)
    precondition(!verification.first.isGranted && !verification.second.isGranted, "nobody signed this")
    precondition(verification.code != .started, "nobody signed this")
    return 0
}

/// The value of the first octets that look like a TLV of this type.
private func place(of type: UInt16, in bytes: [UInt8]) -> Range<Int>? {
    guard bytes.count > 100 else { return nil }
    for start in 0..<bytes.count - 95
    where bytes[start] == UInt8(type & 0xFF) && bytes[start + 1] == 0 && bytes[start + 2] == 91 && bytes[start + 3] == 0
    {
        return start + 4..<start + 95
    }
    return nil
}

private func seeds() -> [[UInt8]] {
    func half(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
    func entry(_ type: Int, _ value: [UInt8]) -> [UInt8] { half(type) + half(value.count) + value }
    func image(_ protected: [UInt8], _ signature: [UInt8]) -> [UInt8] {
        let payload = word(0x3000_1000) + word(0x1A40_0209) + [UInt8](repeating: 0x5A, count: 24)
        var octets = word(0x96F3_B83D) + word(MemoryMap.secureFirmware) + half(512) + half(protected.count + 4)
        octets += word(UInt32(payload.count)) + word(0x20) + [1, 0, 0, 0, 0, 0, 0, 0] + word(0)
        octets += [UInt8](repeating: 0, count: 512 - octets.count) + payload
        octets += half(0x6908) + half(protected.count + 4) + protected
        let digest = SHA256.digest(of: octets.span)
        let prefix: [UInt8] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
            0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
        ]
        let hash = entry(0x10, (0..<32).map { digest[$0] })
        let key = entry(0x02, prefix + [UInt8](repeating: 7, count: 64))
        let area = hash + key + entry(0x22, signature)
        return octets + half(0x6907) + half(area.count + 4) + area
    }
    let number: [UInt8] = [0x02, 0x20] + [UInt8](repeating: 0x11, count: 32)
    let signature = [0x30, 0x44] + number + number
    let counter = entry(0x50, word(7))
    return [
        image(counter, signature), image(counter, [0x30, 0x06, 2, 1, 1, 2, 1, 1]),
        image(
            counter + entry(0xBD02, [UInt8](repeating: 9, count: 1974))
                + entry(0xBD65, [UInt8](repeating: 3, count: 3309)),
            signature
        ),
    ]
}
