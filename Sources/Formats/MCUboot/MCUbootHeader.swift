public import Wire

/// struct image_header — bootutil/image.h. Little-endian; the rest of its ``headerSize`` octets is padding.
public struct MCUbootHeader: Hashable, Sendable {
    /// ih_load_addr: an address only with ``MCUbootFlags/ramLoad`` or ``MCUbootFlags/romFixed``.
    public var loadAddress: UInt32
    /// ih_hdr_size: octets before the payload.
    public var headerSize: UInt16
    /// ih_protect_tlv_size: octets of the protected TLVs with their information word; 0 without any.
    public var protectedSize: UInt16
    /// ih_img_size: octets of the payload.
    public var payloadSize: UInt32
    public var flags: MCUbootFlags
    public var version: MCUbootVersion
    /// _pad1: zero as signers write it.
    public var padding: UInt32

    /// ih_magic
    public static let magic: UInt32 = 0x96F3_B83D
    /// Octets that are read here.
    public static let size = 32

    public init(
        loadAddress: UInt32 = 0,
        headerSize: UInt16,
        protectedSize: UInt16,
        payloadSize: UInt32,
        flags: MCUbootFlags = [],
        version: MCUbootVersion,
        padding: UInt32 = 0
    ) {
        self.loadAddress = loadAddress
        self.headerSize = headerSize
        self.protectedSize = protectedSize
        self.payloadSize = payloadSize
        self.flags = flags
        self.version = version
        self.padding = padding
    }

    /// Where the payload ends and the TLVs begin.
    public var tlvOffset: UInt64 { UInt64(headerSize) + UInt64(payloadSize) }
}

extension MCUbootHeader: Wire {
    /// Refuses another magic, a header size below 32 and an empty payload.
    public init(from read: inout WireReader) throws(WireError) {
        let start = read.offset
        guard try read.integer(UInt32.self) == Self.magic else { throw WireError(.badValue, at: start) }
        try self.init(
            loadAddress: read(),
            headerSize: read(),
            protectedSize: read(),
            payloadSize: read(),
            flags: read(),
            version: read(),
            padding: read()
        )
        guard headerSize >= UInt16(Self.size) else { throw WireError(.badValue, at: start + 8) }
        guard payloadSize > 0 else { throw WireError(.badValue, at: start + 12) }
    }

    public func write(to write: inout WireWriter) {
        write(Self.magic, loadAddress, headerSize, protectedSize, payloadSize, flags)
        write(version, padding)
    }
}
