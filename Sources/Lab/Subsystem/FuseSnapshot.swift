internal import Files
public import Model
public import SoC

/// The fuses of a device as its file has them at one moment, whoever has the device: for the gate of the debug port, and
/// for those who look at a device from outside. The unique secret's words are not in it.
public struct FuseSnapshot: Sendable {
    private let readings: [FuseReading]

    /// - Parameter path: the device's directory.
    /// - Throws: ``BedplateError/Code/environment`` if there is none, ``BedplateError/Code/malformed`` if it is not one.
    public init(_ path: String) throws(BedplateError) {
        let name = "\(path)/\(StoragePart.fuses.name)"
        let octets = try DurableFile.read(name, atMost: StoragePart.fuses.size)
        guard octets.count == StoragePart.fuses.size, octets.starts(with: FuseLayout.header) else {
            throw BedplateError(.malformed, "\(name) does not begin as fuses do")
        }
        readings = FuseLayout.fuses.filter(\.isReadable).map { FuseReading(fuse: $0, in: octets) }
    }

    public var lifecycle: Lifecycle { Lifecycle(rawValue: words(.lifecycle)?.first ?? .max) }

    /// RFC 9711: 0 enabled, 3 disabled permanently but for the maker, 4 for everybody.
    public var debugStatus: UInt32 {
        DebugStatus.of(lifecycle, isDisabled: words(.debugDisable)?.contains { $0 != 0 } ?? true)
    }

    /// The words, voted, with the check word; nil for the unique secret.
    public func words(_ fuse: Fuse) -> [UInt32]? { readings.first { $0.fuse == fuse }?.words }
}
