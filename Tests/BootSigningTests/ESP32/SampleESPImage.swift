import Digests
import ESP32
import Wire

/// A small application for an ESP32-S3: two segments, the first with a description. Its signature sector is at 4096.
enum SampleESPImage {
    static let secureVersion: UInt32 = 7
    static let sectorOffset = 4096

    static func octets(payload count: Int = 64, hasHash: Bool = true) throws -> [UInt8] {
        let description =
            number(ESPAppDescription.magic) + number(secureVersion) + [UInt8](repeating: 0, count: 8)
            + text("1.2.3", 32) + text("sample", 32) + text("12:00:00", 16) + text("Nov 21 2026", 16)
            + text("v5.4", 32) + [UInt8](repeating: 0, count: 112)
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8) }
        let header = ESPImageHeader(
            segmentCount: 2,
            flashMode: 2,
            flashSpeedAndSize: 0x2F,
            entryAddress: 0x4037_5000,
            writeProtectPin: 0xEE,
            pinDrives: [0, 0, 0],
            chip: 9,
            oldLeastRevision: 0,
            leastRevision: 0,
            greatestRevision: 99,
            reserved: [0, 0, 0, 0],
            hasAppendedHash: hasHash
        )
        var image = try header.serialized(order: .little)
        for (address, data) in [(0x3C00_0020 as UInt32, description), (0x4037_4000, payload)] {
            image += try ESPSegmentHeader(loadAddress: address, count: UInt32(data.count)).serialized(order: .little)
            image += data
        }
        image += [UInt8](repeating: 0, count: 15 - image.count % 16)
        image.append((description + payload).reduce(0xEF, ^))
        return hasHash ? image + (try HashAlgorithm.sha256.digest(image)) : image
    }

    static func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    private static func text(_ text: String, _ count: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: count - text.utf8.count)
    }
}
