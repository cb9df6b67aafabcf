/// A device's storage as a value, for a device that lives as long as a test or a campaign. Nothing of it is durable; what is
/// written is told to nobody.
public struct MemoryStorage: SubsystemStorage, Sendable {
    private var parts: [StoragePart: [UInt8]] = [.fuses: FuseLayout.blank]

    /// A blank device's.
    public init() {}

    public func read(_ part: StoragePart, _ range: Range<Int>) throws(StorageFailure) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= part.size else { throw StorageFailure("octets \(range)") }
        guard let octets = parts[part] else { return [UInt8](repeating: 0, count: range.count) }
        return Array(octets[range])
    }

    public mutating func write(_ octets: [UInt8], to part: StoragePart, at offset: Int) throws(StorageFailure) {
        guard offset >= 0, offset + octets.count <= part.size else { throw StorageFailure("octets from \(offset)") }
        var content = parts[part] ?? [UInt8](repeating: 0, count: part.size)
        for (place, octet) in octets.enumerated() {
            content[offset + place] = part == .fuses ? content[offset + place] | octet : octet
        }
        parts[part] = content
    }

    public mutating func append(_ line: String, to log: StorageLog) throws(StorageFailure) {}
}
