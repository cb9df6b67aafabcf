import HAB

/// A small unsigned image: vector table, boot data, device configuration if it is wanted, and code.
struct SampleHABImage: Sendable {
    static let address: UInt32 = 0x2000_0400
    static let bootData = 32
    static let configuration = 48
    static let code = 64
    /// Octets of the medium that are loaded before the vector table.
    var before: UInt32 = 0x400
    var codeCount = 64
    var hasConfiguration = true

    var vectors: HABVectorTable {
        HABVectorTable(
            version: 0x41,
            entry: Self.address + UInt32(Self.code),
            deviceConfiguration: hasConfiguration ? Self.address + UInt32(Self.configuration) : 0,
            bootData: Self.address + UInt32(Self.bootData),
            address: Self.address
        )
    }

    var octets: [UInt8] {
        let count = UInt32(Self.code + codeCount)
        var octets = vectors.octets + HABBootData(start: Self.address - before, count: before + count).octets
        octets += [0, 0, 0, 0]
        octets += hasConfiguration ? [0xD2, 0, 12, 0x41, 0xCC, 0, 8, 4, 0, 0, 0, 0] : [UInt8](repeating: 0, count: 12)
        octets += [UInt8](repeating: 0, count: Self.code - octets.count)
        return octets + (0..<codeCount).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
    }
}
