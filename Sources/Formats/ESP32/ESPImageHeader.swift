public import Wire

/// esp_image_header_t — ESP-IDF, bootloader_support, esp_app_format.h: the first 24 octets of a bootloader or an
/// application. Little-endian.
public struct ESPImageHeader: Hashable, Sendable {
    /// 1 to ``segmentLimit``.
    public var segmentCount: UInt8
    public var flashMode: UInt8
    /// Flash frequency in the low four bits, flash size in the high four.
    public var flashSpeedAndSize: UInt8
    public var entryAddress: UInt32
    public var writeProtectPin: UInt8
    /// Three octets: drive strengths of the flash pins.
    public var pinDrives: [UInt8]
    public var chip: UInt16
    /// Superseded by ``leastRevision``; not checked.
    public var oldLeastRevision: UInt8
    /// major * 100 + minor
    public var leastRevision: UInt16
    /// major * 100 + minor
    public var greatestRevision: UInt16
    /// Four octets that the chip does not look at.
    public var reserved: [UInt8]
    /// Whether a SHA-256 of the image follows its checksum: against corruption, not against attack.
    public var hasAppendedHash: Bool

    public static let size = 24
    public static let magic: UInt8 = 0xE9
    /// ESP_IMAGE_MAX_SEGMENTS
    public static let segmentLimit = 16

    public init(
        segmentCount: UInt8,
        flashMode: UInt8,
        flashSpeedAndSize: UInt8,
        entryAddress: UInt32,
        writeProtectPin: UInt8,
        pinDrives: [UInt8],
        chip: UInt16,
        oldLeastRevision: UInt8,
        leastRevision: UInt16,
        greatestRevision: UInt16,
        reserved: [UInt8],
        hasAppendedHash: Bool
    ) {
        self.segmentCount = segmentCount
        self.flashMode = flashMode
        self.flashSpeedAndSize = flashSpeedAndSize
        self.entryAddress = entryAddress
        self.writeProtectPin = writeProtectPin
        self.pinDrives = pinDrives
        self.chip = chip
        self.oldLeastRevision = oldLeastRevision
        self.leastRevision = leastRevision
        self.greatestRevision = greatestRevision
        self.reserved = reserved
        self.hasAppendedHash = hasAppendedHash
    }

    /// The chip's name, as esptool writes it; nil for one that is not known here.
    public var chipName: String? {
        switch chip {
        case 0x0000: "esp32"
        case 0x0002: "esp32s2"
        case 0x0005: "esp32c3"
        case 0x0009: "esp32s3"
        case 0x000C: "esp32c2"
        case 0x000D: "esp32c6"
        case 0x0010: "esp32h2"
        case 0x0012: "esp32p4"
        case 0x0014: "esp32c61"
        case 0x0017: "esp32c5"
        default: nil
        }
    }
}

extension ESPImageHeader: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let start = read.offset
        guard try read.integer(UInt8.self) == Self.magic else { throw WireError(.badValue, at: start) }
        try self.init(
            segmentCount: read(),
            flashMode: read(),
            flashSpeedAndSize: read(),
            entryAddress: read(),
            writeProtectPin: read(),
            pinDrives: read.bytes(3),
            chip: read(),
            oldLeastRevision: read(),
            leastRevision: read(),
            greatestRevision: read(),
            reserved: read.bytes(4),
            hasAppendedHash: read()
        )
        guard (1...Self.segmentLimit).contains(Int(segmentCount)) else { throw WireError(.badValue, at: start + 1) }
    }

    public func write(to write: inout WireWriter) {
        write(Self.magic, segmentCount, flashMode, flashSpeedAndSize, entryAddress, writeProtectPin)
        write.append(pinDrives)
        write(chip, oldLeastRevision, leastRevision, greatestRevision)
        write.append(reserved)
        write(hasAppendedHash)
    }
}
