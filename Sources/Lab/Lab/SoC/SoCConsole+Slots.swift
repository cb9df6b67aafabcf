public import Model
public import SoC

extension SoCConsole {
    /// Writes a slot anew: on the station, in recovery, or through a running application, where the block allows it.
    ///
    /// - Parameter progress: told how many octets are written.
    /// - Throws: ``BedplateError`` when the device refuses. The slot then holds no image.
    public func write(
        _ image: [UInt8],
        to slot: Slot,
        _ progress: (Int) -> Void = { _ in }
    ) throws(BedplateError) {
        let place: [UInt8] = [slot.rawValue, 0, 0, 0]
        try demand(.eraseSlot, place)
        for start in stride(from: 0, to: image.count, by: Self.partSize) {
            let part = image[start..<min(start + Self.partSize, image.count)]
            try demand(.writeSlot, place + Self.octets(UInt32(start)) + part)
            progress(start + part.count)
        }
        try demand(.finishSlot, place)
    }

    /// What a counter in the fuses stands at: how many of its bits are burned.
    public func counter(_ fuse: Fuse) throws(BedplateError) -> Int {
        try demand(.readFuse, [fuse.rawValue]).reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// Octets of a slot that are written at once.
    static let partSize = 4096

    static func octets(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
}
