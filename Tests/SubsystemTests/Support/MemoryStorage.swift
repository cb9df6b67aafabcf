import SoC

@testable import Subsystem

/// A device's storage in memory, whose power can be cut at any write. It stays when the block that uses it is gone.
final class MemoryStorage: SubsystemStorage {
    private(set) var parts: [StoragePart: [UInt8]] = [:]
    private(set) var lines: [StorageLog: [String]] = [:]
    /// Writes so far, and those that are left before the power fails; nil for power without end.
    private(set) var writeCount = 0
    var writesLeft: Int?
    /// Octets of the write at which the power fails that land all the same.
    var tornOctets = 0
    /// Whether anything asked for a burned bit to be cleared. Silicon would not do it; the block must not even ask.
    private(set) var wasAskedToClear = false

    /// Reads of the unique secret's words so far.
    private(set) var secretReadCount = 0

    init() {
        for part in [StoragePart.journal, .slot(.a), .slot(.b), .slot(.recovery)] {
            parts[part] = [UInt8](repeating: 0, count: part.size)
        }
        parts[.fuses] = FuseLayout.blank
    }

    var fuses: [UInt8] { parts[.fuses] ?? [] }

    func read(_ part: StoragePart, _ range: Range<Int>) throws(StorageFailure) -> [UInt8] {
        guard let octets = parts[part], range.lowerBound >= 0, range.upperBound <= octets.count else {
            throw StorageFailure("out of range")
        }
        let secret = (0..<FuseLayout.copies).map { FuseLayout.offset(.uniqueSecret, copy: $0) }
        if part == .fuses, secret.contains(where: { range.overlaps($0..<$0 + Fuse.uniqueSecret.wordCount * 4) }) {
            secretReadCount += 1
        }
        return Array(octets[range])
    }

    func write(_ octets: [UInt8], to part: StoragePart, at offset: Int) throws(StorageFailure) {
        guard let old = parts[part], offset >= 0, offset + octets.count <= old.count else {
            throw StorageFailure("out of range")
        }
        var landing = octets
        if writesLeft == 0 { landing = Array(octets.prefix(tornOctets)) }
        if part == .fuses {
            for (place, octet) in landing.enumerated() where old[offset + place] & ~octet != 0 {
                wasAskedToClear = true
            }
        }
        parts[part]?.replaceSubrange(offset..<offset + landing.count, with: landing)
        if writesLeft == 0 {
            tornOctets = 0
            throw StorageFailure("the power failed")
        }
        writesLeft = writesLeft.map { $0 - 1 }
        writeCount += 1
    }

    /// Whether no line can be written any more.
    var isLogFull = false

    func append(_ line: String, to log: StorageLog) throws(StorageFailure) {
        guard !isLogFull else { throw StorageFailure("the log is full") }
        lines[log, default: []].append(line)
    }

    /// What only who opens the chip can do.
    func tamper(_ part: StoragePart, at offset: Int, _ change: (UInt8) -> UInt8) {
        guard let octet = parts[part]?[offset] else { return }
        parts[part]?[offset] = change(octet)
    }

    func reading(of fuse: Fuse) -> FuseReading { FuseReading(fuse: fuse, in: fuses) }
}
