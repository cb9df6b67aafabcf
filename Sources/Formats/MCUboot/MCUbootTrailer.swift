/// The end of a slot, by which boot loader and application agree on an upgrade — design.md, "Image trailer".
///
/// Nothing signs it: it says whether to swap, never what is valid. From its end backwards: the magic, image_ok, copy_done,
/// swap information, swap size, encryption keys, swap status.
public struct MCUbootTrailer: Hashable, Sendable {
    /// The flash's write size: 1, 2, 4, 8, 16 or 32 octets.
    public var alignment: Int
    /// The larger of 8 and every slot's write size.
    public var largestAlignment: Int
    /// Sectors that a swap may take.
    public var sectors: Int
    public var isOverwriteOnly: Bool
    /// Octets of each of the two keys that a swap keeps for an encrypted image; 0 for a plain one. With imgtool's
    /// `--save-enctlv` the octets of the encryption TLV's value, else 16.
    public var keySize: Int
    /// Whether the image is marked as good: it is not reverted.
    public var isConfirmed: Bool

    public init(
        alignment: Int = 1,
        largestAlignment: Int? = nil,
        sectors: Int = 128,
        isOverwriteOnly: Bool = false,
        keySize: Int = 0,
        isConfirmed: Bool = false
    ) {
        self.alignment = alignment
        self.largestAlignment = largestAlignment ?? max(8, alignment)
        self.sectors = sectors
        self.isOverwriteOnly = isOverwriteOnly
        self.keySize = keySize
        self.isConfirmed = isConfirmed
    }

    /// Whether the numbers are ones that flash has.
    public var isSound: Bool {
        [1, 2, 4, 8, 16, 32].contains(alignment) && [8, 16, 32].contains(largestAlignment)
            && alignment <= largestAlignment && (1...0xFFFF).contains(sectors) && (0...0xFFFF).contains(keySize)
    }

    /// Octets that the trailer takes at the end of the slot.
    public var size: Int {
        let magicSize = Self.aligned(Self.magicSize, largestAlignment)
        if isOverwriteOnly { return largestAlignment * 2 + magicSize }
        return sectors * 3 * alignment + Self.aligned(keySize, largestAlignment) * 2 + largestAlignment * 4 + magicSize
    }

    /// The trailer's octets, ``size`` of them.
    ///
    /// - Parameter erased: the value of erased flash, 0xFF or 0.
    public func octets(erased: UInt8 = 0xFF) -> [UInt8] {
        var octets = [UInt8](repeating: erased, count: size - Self.magicSize) + Self.magic(largestAlignment)
        if isConfirmed, !isOverwriteOnly { octets[octets.count - Self.okDistance(largestAlignment)] = 0x01 }
        return octets
    }

    public static let magicSize = 16

    /// The boot magic; beyond an alignment of 8 it begins with the alignment.
    public static func magic(_ largestAlignment: Int) -> [UInt8] {
        if largestAlignment == 8 {
            return [
                0x77, 0xC2, 0x95, 0xF3, 0x60, 0xD2, 0xEF, 0x7F, 0x35, 0x52, 0x50, 0x0F, 0x2C, 0xB6, 0x79, 0x80,
            ]
        }
        return [
            UInt8(truncatingIfNeeded: largestAlignment), UInt8(truncatingIfNeeded: largestAlignment >> 8),
            0x2D, 0xE1, 0x5D, 0x29, 0x41, 0x0B, 0x8D, 0x77, 0x67, 0x9C, 0x11, 0x0F, 0x1F, 0x8A,
        ]
    }

    /// The largest alignment that a slot's last 16 octets name; nil when they are no boot magic.
    public static func largestAlignment(magic octets: [UInt8]) -> Int? {
        [8, 16, 32].first { magic($0) == octets }
    }

    /// Octets from image_ok to the end of the slot.
    public static func okDistance(_ largestAlignment: Int) -> Int {
        aligned(magicSize, largestAlignment) + largestAlignment
    }

    private static func aligned(_ size: Int, _ alignment: Int) -> Int { (size + alignment - 1) / alignment * alignment }
}
