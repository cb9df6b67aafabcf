/// Where octets go, one part after another: a file that appears whole or not at all, or memory.
public protocol OctetSink {
    mutating func write(_ octets: [UInt8]) throws(BedplateError)
}

extension OctetSink {
    /// Copies the range of the source, in parts: memory stays constant.
    public mutating func copy(_ range: Range<Int>, of source: some OctetSource) throws(BedplateError) {
        try source.forEachChunk(in: range) { (chunk) throws(BedplateError) in try write(chunk) }
    }
}

/// Memory that octets are written to.
public struct MemorySink: OctetSink {
    public private(set) var bytes: [UInt8] = []
    public init() {}
    public mutating func write(_ octets: [UInt8]) { bytes += octets }
}
