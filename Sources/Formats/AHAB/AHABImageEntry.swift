public import Digests

/// One image of a container: where it lies, where it is loaded, and its hash — 128 octets, little-endian (NXP SPSDK,
/// Image Array Entry; U-Boot, imx8image.h, boot_img_t).
public struct AHABImageEntry: Hashable, Sendable {
    /// Octets from the beginning of the container.
    public var offset: UInt32
    /// Octets.
    public var count: UInt32
    public var loadAddress: UInt64
    public var entryPoint: UInt64
    /// Bits 0–3 type, 4–7 core, 8–10 hash, 11 encrypted, 16–30 boot flags.
    public var flags: UInt32
    public var metadata: UInt32
    /// As long as ``hashAlgorithm`` says.
    public var hash: [UInt8]
    /// 32 octets, of which only an encrypted image makes use.
    public var initializationVector: [UInt8]

    public static let size = 128

    public init(
        offset: UInt32,
        count: UInt32,
        loadAddress: UInt64,
        entryPoint: UInt64,
        flags: UInt32,
        metadata: UInt32,
        hash: [UInt8],
        initializationVector: [UInt8] = [UInt8](repeating: 0, count: 32)
    ) {
        self.offset = offset
        self.count = count
        self.loadAddress = loadAddress
        self.entryPoint = entryPoint
        self.flags = flags
        self.metadata = metadata
        self.hash = hash
        self.initializationVector = initializationVector
    }

    /// Nil for one that is not known here.
    public var hashAlgorithm: HashAlgorithm? { HashAlgorithm(ahab: UInt8(flags >> 8 & 7)) }
    public var isEncrypted: Bool { flags >> 11 & 1 == 1 }

    /// The entry's octets; a hash of another size than 64 octets is filled with zeros.
    var octets: [UInt8] {
        Octets.little(offset, 4) + Octets.little(count, 4) + Octets.little(loadAddress, 8)
            + Octets.little(entryPoint, 8) + Octets.little(flags, 4) + Octets.little(metadata, 4)
            + Octets.filled(hash, to: 64) + Octets.filled(initializationVector, to: 32)
    }

    init(_ container: [UInt8], at start: Int) throws(AHABFault) {
        func number(_ place: Int, _ size: Int) -> UInt64 { Octets.number(container, start + place, size) }
        let flags = UInt32(number(0x18, 4))
        guard let size = HashAlgorithm(ahab: UInt8(flags >> 8 & 7))?.digestSize else {
            throw AHABFault(.imageHash, at: start + 0x19)
        }
        self.init(
            offset: UInt32(number(0, 4)),
            count: UInt32(number(4, 4)),
            loadAddress: number(8, 8),
            entryPoint: number(16, 8),
            flags: flags,
            metadata: UInt32(number(0x1C, 4)),
            hash: Array(container[(start + 0x20)..<(start + 0x20 + size)]),
            initializationVector: Array(container[(start + 0x60)..<(start + 0x80)])
        )
        guard !isEncrypted else { throw AHABFault(.encrypted, at: start + 0x19) }
        if let place = container[(start + 0x20 + size)..<(start + 0x60)].firstIndex(where: { $0 != 0 }) {
            throw AHABFault(.imageHash, at: place)
        }
    }
}

extension HashAlgorithm {
    /// By its number in an AHAB container.
    init?(ahab number: UInt8) {
        switch number {
        case 0: self = .sha256
        case 1: self = .sha384
        case 2: self = .sha512
        default: return nil
        }
    }

    var ahab: UInt8 { self == .sha384 ? 1 : self == .sha512 ? 2 : 0 }
}
