/// How the block answers; a wrong request changes nothing. Extend only.
public enum MailboxStatus: UInt8, Sendable {
    case done = 0
    /// Checksum, magic or length: the frame is not what was sent. No effect.
    case damaged = 1
    /// Not the number after the last one: replayed, reordered or lost. No effect.
    case outOfSequence = 2
    case unknownCommand = 3
    /// Another length or value than the command has.
    case malformed = 4
    /// Not in this layer.
    case wrongLayer = 5
    /// Not in this lifecycle.
    case wrongLifecycle = 6
    /// The region is locked, or not for this.
    case locked = 7
    /// There is none: an empty slot, an unburned region.
    case absent = 8
    /// It is there and does not hold: a torn value, an unsealing that fails, a signature that is none.
    case invalid = 9
    /// The file that stands for silicon could not be written. Nothing is known of the burn but that it may be torn.
    case failed = 10
    /// The memory that a request names is not the application's. By the secure world's gateway, never by the block.
    case foreignMemory = 11
}
