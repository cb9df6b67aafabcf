import BootSigning
import FuzzDriver
import IntelHex
import MCUboot
import Model
import Wire

@_cdecl("FuzzMCUboot_main")
public func fuzzMCUboot(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// A key on P-256 (its base point): nobody signs with it here.
private let stranger: [UInt8] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE,
    0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6,
    0xE5, 0x63, 0xA4, 0x40, 0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98,
    0xC2, 0x96, 0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B,
    0xCE, 0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
]

/// Any octets as an image: what is read says the same when it is written and read again, its parts lie in the input, its
/// explanation names every octet once; and no device accepts what no key of its own signed.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    let source = MemorySource(bytes)
    if let image = try? MCUbootImage(bytes) {
        precondition(image.payload.upperBound <= image.covered.upperBound && image.end <= bytes.count)
        for area in [image.protected, image.unprotected].compactMap(\.self) {
            precondition((try? area.serialized(order: .little)) == Array(bytes[area.range]), "an area has one form")
            for entry in area.entries { precondition(entry.value == Array(bytes[entry.valueRange])) }
        }
        precondition((try? image.header.serialized(order: .little)) == Array(bytes.prefix(32)))
        guard let explanation = try? MCUbootFormat.explain(source) else { preconditionFailure("it can be read") }
        var place = 0
        for region in explanation.regions {
            precondition(region.offset == place && region.count >= 0)
            place += region.count
        }
        precondition(place == bytes.count, "every octet, once")
    } else {
        precondition((try? MCUbootFormat.explain(source)) == nil)
    }
    for requiresHybrid in [false, true] {
        let trust = DeviceTrust(
            keys: [.init(subjectPublicKeyInfo: stranger)],
            digests: [.init([UInt8](repeating: 0, count: 32))],
            counters: ["counter": 1],
            requiresHybrid: requiresHybrid
        )
        guard let judgement = try? MCUbootFormat.verify(source, trust) else {
            preconditionFailure("memory is readable")
        }
        precondition(!judgement.holds, "nobody signed this")
    }
    if let hex = try? IntelHex(text: bytes), let memory = try? hex.memory() {
        precondition((try? IntelHex(text: hex.text)) == hex, "what is written is what was read")
        precondition(hex.segments.reduce(0) { $0 + $1.octets.count } <= memory.count)
    }
    if let version = MCUbootVersion(String(decoding: bytes.prefix(40), as: UTF8.self)) {
        precondition(MCUbootVersion(version.description) == version)
    }
    return 0
}

private func seeds() throws -> [[UInt8]] {
    let protected = MCUbootTLVArea(
        .protected,
        [
            MCUbootTLV(.securityCounter, [7, 0, 0, 0]), MCUbootTLV(.dependency, [UInt8](repeating: 0, count: 12)),
            MCUbootTLV(.mlDSAKeyHash, [UInt8](repeating: 0, count: 32)),
            MCUbootTLV(.mlDSA65, [UInt8](repeating: 0, count: 3309)),
        ]
    )
    let keys: [[MCUbootTLV]] = [
        [
            MCUbootTLV(.keyHash, [UInt8](repeating: 1, count: 32)),
            MCUbootTLV(.ecdsa, [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]),
        ],
        [
            MCUbootTLV(.pureSignature, [1]), MCUbootTLV(.publicKey, stranger),
            MCUbootTLV(.ed25519, [UInt8](repeating: 1, count: 64)),
        ],
    ]
    var images: [[UInt8]] = []
    for area in [nil, protected] {
        for entries in keys {
            let header = MCUbootHeader(
                headerSize: 32,
                protectedSize: UInt16(area?.size ?? 0),
                payloadSize: 4,
                version: MCUbootVersion(major: 1)
            )
            let hash = MCUbootTLV(.sha256, [UInt8](repeating: 0, count: 32))
            let image =
                try header.serialized(order: .little) + [1, 2, 3, 4] + (area?.serialized(order: .little) ?? [])
                + MCUbootTLVArea(.unprotected, [hash] + entries).serialized(order: .little)
            images += [image, image + MCUbootTrailer(sectors: 1, isConfirmed: true).octets()]
        }
    }
    let hex = IntelHex(address: 0x0800_0000, octets: (0..<40).map { UInt8($0) })
    return images + [hex?.text ?? [], Array("1.2.3+4".utf8)]
}
