public import Wire

/// EFI_SIGNATURE_LIST — UEFI 2.10, 32.4.1: entries of one type and one size.
public struct SignatureList: Hashable, Sendable {
    /// EFI_SIGNATURE_DATA
    public struct Entry: Hashable, Sendable {
        public var owner: EFIGUID
        /// DER for ``EFIGUID/certX509``, a digest for ``EFIGUID/certSHA256``.
        public var signature: [UInt8]

        public init(owner: EFIGUID, signature: [UInt8]) {
            self.owner = owner
            self.signature = signature
        }
    }

    public var type: EFIGUID
    public var header: [UInt8]
    public var entries: [Entry]

    public init(type: EFIGUID, header: [UInt8] = [], entries: [Entry]) {
        self.type = type
        self.header = header
        self.entries = entries
    }
}

extension SignatureList: Wire {
    private static let fixedSize = 28
    private static let ownerSize = 16

    /// Refuses sizes that do not add up: the list is its fixed part, its header and a whole number of entries.
    public init(from read: inout WireReader) throws(WireError) {
        type = try read()
        let sizeAt = read.offset
        let listSize = Int(try read.integer(UInt32.self))
        let headerSize = Int(try read.integer(UInt32.self))
        let entryAt = read.offset
        let entrySize = Int(try read.integer(UInt32.self))
        guard entrySize > Self.ownerSize else { throw WireError(.badValue, at: entryAt) }
        let entriesSize = listSize - Self.fixedSize - headerSize
        guard entriesSize >= 0, entriesSize % entrySize == 0 else { throw WireError(.badValue, at: sizeAt) }
        guard headerSize + entriesSize <= read.remaining else { throw WireError(.truncated, at: sizeAt) }
        let count = entriesSize / entrySize
        guard count <= EventLogLimits.signatures else { throw WireError(.tooLong, at: sizeAt) }
        header = try read.bytes(headerSize)
        entries = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            entries.append(Entry(owner: try read(), signature: try read.bytes(entrySize - Self.ownerSize)))
        }
    }

    public func write(to write: inout WireWriter) {
        let entrySize = Self.ownerSize + (entries.first?.signature.count ?? 1)
        if entries.contains(where: { $0.signature.count + Self.ownerSize != entrySize }) { write.fail(.badValue) }
        write(type)
        write.count(Self.fixedSize + header.count + entries.count * entrySize, as: UInt32.self)
        write.count(header.count, as: UInt32.self)
        write.count(entrySize, as: UInt32.self)
        write.append(header)
        for entry in entries {
            write(entry.owner)
            write.append(entry.signature)
        }
    }
}
