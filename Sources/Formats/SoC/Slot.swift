public import Wire

/// A place for an image: secure firmware first, its application behind it at ``MemoryMap/applicationOffset``.
public enum Slot: UInt8, Sendable {
    case a = 0
    case b = 1
    /// What is booted when neither of the others can be; never written by what it might replace.
    case recovery = 2

    public static var count: Int { 3 }
    /// Octets.
    public static var size: Int { 256 << 10 }
}

/// What the block knows of a slot; kept by it, not by the image.
public enum SlotState: UInt8, Sendable {
    /// Nothing, or not all of an image.
    case empty = 0
    /// Complete, and to be tried at the next boot.
    case pending = 1
    /// Being tried: if the device starts again before it is confirmed, it has failed.
    case trying = 2
    case confirmed = 3
    case failed = 4
}

extension Slot: Wire {}
extension SlotState: Wire {}
