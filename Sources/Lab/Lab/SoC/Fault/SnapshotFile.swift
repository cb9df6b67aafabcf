internal import Foundation

/// An empty drive that QEMU keeps snapshots in: the qcow2 format, version 2 — QEMU, docs/interop/qcow2. Clusters of 64 KiB:
/// header, first table of places, table of counts, counts.
enum SnapshotFile {
    static func make(at path: String) throws {
        let cluster = 1 << 16
        var octets = [UInt8](repeating: 0, count: 4 * cluster)
        func put(_ value: UInt64, _ count: Int, at place: Int) {
            for octet in 0..<count {
                octets[place + octet] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - octet)))
            }
        }
        put(0x5146_49FB, 4, at: 0)
        put(2, 4, at: 4)
        put(16, 4, at: 20)
        put(256 << 20, 8, at: 24)
        put(1, 4, at: 36)
        put(UInt64(cluster), 8, at: 40)
        put(UInt64(2 * cluster), 8, at: 48)
        put(1, 4, at: 56)
        put(UInt64(3 * cluster), 8, at: 2 * cluster)
        for used in 0..<4 { put(1, 2, at: 3 * cluster + 2 * used) }
        try Data(octets).write(to: URL(fileURLWithPath: path))
    }
}
