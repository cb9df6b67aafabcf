/// What a signed master boot image says in vectors that the processor does not use (NXP SPSDK, Mbi_MixinIvt).
///
/// | offset | word |
/// |---|---|
/// | 0x20 | octets of the whole image, the signature included |
/// | 0x24 | type and flags |
/// | 0x28 | where the certificate block begins: octets of the application |
/// | 0x34 | where the image runs |
public struct MBIHeader: Hashable, Sendable {
    /// Octets of the whole image.
    public var imageCount: UInt32
    /// Octets of the application, filled to a multiple of four.
    public var blockOffset: UInt32
    public var loadAddress: UInt32
    /// Whether it is the image that the chip starts when the main one cannot be.
    public var isRecovery: Bool
    /// Whether the manifest has TrustZone settings; without them the chip has its own.
    public var hasTrustZone: Bool
    /// Which of two images is tried first; protects against nothing. Zero: the image says none.
    public var imageVersion: UInt16

    /// Octets at the beginning of the image in which all of it stands.
    public static let size = 0x38

    public init(
        imageCount: UInt32,
        blockOffset: UInt32,
        loadAddress: UInt32,
        isRecovery: Bool = false,
        hasTrustZone: Bool = false,
        imageVersion: UInt16 = 0
    ) {
        self.imageCount = imageCount
        self.blockOffset = blockOffset
        self.loadAddress = loadAddress
        self.isRecovery = isRecovery
        self.hasTrustZone = hasTrustZone
        self.imageVersion = imageVersion
    }

    /// Bits 0–5 type 4 (signed, runs where it lies), 6 recovery, 10 and 16–31 image version, 13 TrustZone settings.
    public var flags: UInt32 {
        let version: UInt32 = imageVersion == 0 ? 0 : 0x400 | UInt32(imageVersion) << 16
        return 4 | (isRecovery ? 0x40 : 0) | (hasTrustZone ? 0x2000 : 0) | version
    }

    /// Writes the fields into the image's first octets, of which there are at least ``size``.
    public func write(into octets: inout [UInt8]) {
        guard octets.count >= Self.size else { return }
        for (offset, value) in [(0x20, imageCount), (0x24, flags), (0x28, blockOffset), (0x34, loadAddress)] {
            octets.replaceSubrange(offset..<offset + 4, with: Octets.little(value, 4))
        }
    }
}

extension MBIHeader {
    /// Reads the fields from an image's first octets, of which there may be more than ``size``.
    ///
    /// Not checked here: whether the image is that long, and what stands where the certificate block should.
    public init(_ octets: [UInt8]) throws(MBIFault) {
        guard octets.count >= Self.size else { throw MBIFault(.truncated, at: octets.count) }
        let flags = Octets.number(octets, 0x24, 4)
        guard flags & 0x3F == 4 else { throw MBIFault(.imageType, at: 0x24) }
        self.init(
            imageCount: Octets.number(octets, 0x20, 4),
            blockOffset: Octets.number(octets, 0x28, 4),
            loadAddress: Octets.number(octets, 0x34, 4),
            isRecovery: flags & 0x40 != 0,
            hasTrustZone: flags & 0x2000 != 0,
            imageVersion: UInt16(flags >> 16)
        )
        // Whatever else is set has no meaning for these chips; so has a version of zero.
        guard self.flags == flags else { throw MBIFault(.flags, at: 0x24) }
        guard blockOffset >= Self.size, blockOffset % 4 == 0, blockOffset < imageCount else {
            throw MBIFault(.blockOffset, at: 0x28)
        }
        guard loadAddress % 4 == 0 else { throw MBIFault(.loadAddress, at: 0x34) }
    }
}
