public import Wire

/// esp_image_segment_header_t — ESP-IDF, esp_app_format.h. Little-endian; the segment's octets follow.
public struct ESPSegmentHeader: Hashable, Sendable {
    public var loadAddress: UInt32
    /// Octets: a multiple of four, below ``sizeLimit``.
    public var count: UInt32

    public static let size = 8
    /// SIXTEEN_MB of esp_image_format.c; a segment is smaller.
    public static let sizeLimit = 0x100_0000

    public init(loadAddress: UInt32, count: UInt32) {
        self.loadAddress = loadAddress
        self.count = count
    }
}

extension ESPSegmentHeader: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let start = read.offset
        try self.init(loadAddress: read(), count: read())
        guard count % 4 == 0 else { throw WireError(.badValue, at: start + 4) }
        guard count < Self.sizeLimit else { throw WireError(.tooLong, at: start + 4) }
    }

    public func write(to write: inout WireWriter) { write(loadAddress, count) }
}
