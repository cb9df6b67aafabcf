public import Wire

/// An MCUboot image: header, payload, protected TLVs, unprotected TLVs — bootutil/image.h.
///
/// The payload itself is not held: it may be large. What follows the TLVs (erased flash, a ``MCUbootTrailer``) belongs
/// to the slot, not to the image.
public struct MCUbootImage: Hashable, Sendable {
    public var header: MCUbootHeader
    /// Nil without protected TLVs.
    public var protected: MCUbootTLVArea?
    public var unprotected: MCUbootTLVArea

    /// The payload's octets.
    public var payload: Range<Int> { Int(header.headerSize)..<Int(header.tlvOffset) }
    /// What hash and signature cover: header, payload and protected TLVs.
    public var covered: Range<Int> { 0..<unprotected.offset }
    /// Where the image ends.
    public var end: Int { unprotected.range.upperBound }

    /// The most octets that the TLVs have.
    public static let tailLimit = 2 * MCUbootTLVArea.sizeLimit

    /// Reads what stands around the payload.
    ///
    /// - Parameters:
    ///   - header: the image's first 32 octets.
    ///   - tail: the octets from ``MCUbootHeader/tlvOffset`` on: ``tailLimit`` of them, or as many as there are.
    /// - Throws: ``WireError`` with the offset in the image.
    public init(_ header: MCUbootHeader, tail: [UInt8]) throws(WireError) {
        let base = Int(header.tlvOffset)
        do throws(WireError) {
            var read = WireReader(tail.span, order: .little)
            let first: MCUbootTLVArea = try read()
            if first.kind == .protected {
                // The header is what the boot loader believes, and the information word must agree.
                guard first.size == Int(header.protectedSize) else { throw WireError(.badValue, at: 2) }
                let secondOffset = read.offset
                let second: MCUbootTLVArea = try read()
                guard second.kind == .unprotected else { throw WireError(.badValue, at: secondOffset) }
                self.init(header, first.moved(by: base), second.moved(by: base))
            } else {
                guard header.protectedSize == 0 else { throw WireError(.badValue, at: 0) }
                self.init(header, nil, first.moved(by: base))
            }
        } catch {
            throw WireError(error.reason, at: base + error.offset)
        }
    }

    /// Reads an image that is wholly in memory. Octets behind it are allowed; they are the slot's.
    public init(_ octets: [UInt8]) throws(WireError) {
        let header = try MCUbootHeader(Array(octets.prefix(MCUbootHeader.size)), order: .little)
        guard header.tlvOffset <= UInt64(octets.count) else { throw WireError(.truncated, at: 12) }
        try self.init(header, tail: Array(octets[Int(header.tlvOffset)...].prefix(Self.tailLimit)))
    }

    private init(_ header: MCUbootHeader, _ protected: MCUbootTLVArea?, _ unprotected: MCUbootTLVArea) {
        self.header = header
        self.protected = protected
        self.unprotected = unprotected
    }
}

extension MCUbootTLVArea {
    /// The same area, its offsets counted from so many octets before.
    fileprivate func moved(by base: Int) -> MCUbootTLVArea {
        var area = self
        area.offset += base
        for place in area.entries.indices { area.entries[place].offset += base }
        return area
    }
}
