/// A container of NXP's Advanced High Assurance Boot, version 0 (i.MX 8ULP, 93): 16 octets of header, an entry for each
/// image, and the signature block. Little-endian (NXP SPSDK, AHABContainer; U-Boot, imx8image.h, flash_header_v3_t).
///
/// The images lie elsewhere; the signature covers their hashes.
public struct AHABContainer: Hashable, Sendable {
    /// Who signs a container: bits 0 and 1 of the flags.
    public enum Owner: UInt32, Sendable {
        case nobody = 0
        case nxp = 1
        case oem = 2
    }

    /// Bits 0–1 owner, 4–5 the SRK in use, 8–11 SRKs to be revoked; the others as they are.
    public var flags: UInt32
    public var softwareVersion: UInt16
    /// The counter against going back, compared with fuses.
    public var fuseVersion: UInt8
    public var images: [AHABImageEntry]
    /// Nil for a container that nobody signed.
    public var signature: AHABSignature?

    /// Where another container may begin, in octets from the first.
    public static let spacing = 0x400
    public static let imageLimit = 32
    /// Octets: what the length field can say.
    public static let sizeLimit = 0xFFFF

    public init(
        flags: UInt32,
        softwareVersion: UInt16,
        fuseVersion: UInt8,
        images: [AHABImageEntry],
        signature: AHABSignature?
    ) {
        self.flags = flags
        self.softwareVersion = softwareVersion
        self.fuseVersion = fuseVersion
        self.images = images
        self.signature = signature
    }

    /// Nil for a value that has no meaning.
    public var owner: Owner? { Owner(rawValue: flags & 3) }
    /// Which of the four SRKs signed.
    public var keyIndex: Int { Int(flags >> 4 & 3) }
    /// One bit for each SRK that the device is asked to revoke.
    public var revocations: UInt8 { UInt8(flags >> 8 & 0xF) }

    /// Where the signature block begins.
    public var blockOffset: Int { 16 + AHABImageEntry.size * images.count }
    /// Octets from the beginning that the signature covers; zero when there is none.
    public var signedCount: Int { signature.map { blockOffset + $0.offset } ?? 0 }
    public var count: Int { blockOffset + (signature?.blockSize ?? 16) }

    /// The container's octets. Meaningless above ``imageLimit`` and ``sizeLimit``.
    public var octets: [UInt8] {
        let header: [UInt8] =
            [0] + Octets.little(count, 2) + [0x87] + Octets.little(flags, 4) + Octets.little(softwareVersion, 2)
            + [fuseVersion, UInt8(truncatingIfNeeded: images.count)] + Octets.little(blockOffset, 2) + [0, 0]
        let block = signature?.block ?? [0, 16, 0, 0x90] + [UInt8](repeating: 0, count: 12)
        return header + images.flatMap(\.octets) + block
    }
}

extension AHABContainer {
    /// Octets of a header.
    public static let headerSize = 16

    /// The length that a header states; nil when the octets do not begin like a container of this version.
    public static func count(ofHeader octets: [UInt8]) -> Int? {
        guard octets.count >= headerSize, octets[0] == 0, octets[3] == 0x87 else { return nil }
        return Int(Octets.number(octets, 1, 2))
    }

    /// Reads a container that takes all of `octets`: what is read has exactly these octets.
    ///
    /// Not checked here: where the images lie, whether a hash or the signature holds, whether a point is on its curve.
    public init(_ octets: [UInt8]) throws(AHABFault) {
        guard octets.count >= Self.headerSize else { throw AHABFault(.truncated, at: octets.count) }
        guard octets[0] == 0 else { throw AHABFault(.tag, at: 0) }
        guard octets[3] == 0x87 else { throw AHABFault(.tag, at: 3) }
        guard Octets.number(octets, 1, 2) == octets.count else { throw AHABFault(.length, at: 1) }
        let number = Int(octets[11])
        guard (1...Self.imageLimit).contains(number) else { throw AHABFault(.imageCount, at: 11) }
        guard octets[14] == 0, octets[15] == 0 else { throw AHABFault(.reserved, at: 14) }
        let block = Self.headerSize + number * AHABImageEntry.size
        guard Int(Octets.number(octets, 12, 2)) == block else { throw AHABFault(.offset, at: 12) }
        guard block <= octets.count else { throw AHABFault(.truncated, at: octets.count) }
        var images: [AHABImageEntry] = []
        for index in 0..<number {
            images.append(try AHABImageEntry(octets, at: Self.headerSize + index * AHABImageEntry.size))
        }
        self.init(
            flags: UInt32(Octets.number(octets, 4, 4)),
            softwareVersion: UInt16(Octets.number(octets, 8, 2)),
            fuseVersion: octets[10],
            images: images,
            signature: try AHABSignature.read(octets, at: block)
        )
        // Signed by somebody if and only if there is a signature.
        guard let owner, (owner == .nobody) == (signature == nil) else { throw AHABFault(.srkSet, at: 4) }
    }
}
