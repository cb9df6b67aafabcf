public import Wire

/// A region of one-time-programmable words: the one table of what the reference device's fuses hold. Extend only.
///
/// Every word is there three times. Bits go from 0 to 1 and never back.
public enum Fuse: UInt8, Sendable {
    /// A ``Lifecycle``.
    case lifecycle = 0
    /// Bit n: region n can be burned no more.
    case locks = 1
    /// Any bit: the debug port is closed for everybody and for ever (RFC 9711, 4.2.10: status 4).
    case debugDisable = 2
    /// Bit n: root key n is revoked.
    case revocations = 3
    /// Any bit: images need a post-quantum signature beside the classical one.
    case hybridPolicy = 4
    /// Digests of the keys that may sign images.
    case rootKey0 = 5
    case rootKey1 = 6
    case rootKey2 = 7
    case rootKey3 = 8
    /// How many bits are set is the least security counter of secure firmware.
    case secureCounter = 9
    /// The same of applications.
    case applicationCounter = 10
    /// Digest of the key that may open a device for its maker.
    case returnKey = 11
    /// The unique secret: made inside, and told to nobody.
    case uniqueSecret = 12

    public static var count: Int { 13 }
    public static var rootKeyCount: Int { 4 }

    /// - Parameter index: 0 to 3.
    public static func rootKey(_ index: Int) -> Fuse? {
        (0..<rootKeyCount).contains(index) ? Fuse(rawValue: rootKey0.rawValue &+ UInt8(index)) : nil
    }

    /// Words of 32 bits, with the check word of those that have one.
    public var wordCount: Int {
        switch self {
        case .lifecycle, .locks, .debugDisable, .revocations, .hybridPolicy: 1
        case .secureCounter, .applicationCounter: 4
        case .rootKey0, .rootKey1, .rootKey2, .rootKey3, .returnKey, .uniqueSecret: 9
        }
    }

    /// The same without the check word.
    public var valueWordCount: Int { hasCheck ? wordCount &- 1 : wordCount }

    /// The greatest security counter that can be burned.
    public static var counterLimit: UInt32 { 128 }

    /// Whether the last word is a checksum (``MailboxChecksum``) over those before, burned after them: a value whose burning
    /// was interrupted is no value.
    public var hasCheck: Bool { wordCount == 9 }

    /// How the three copies of a bit are one.
    public enum Vote: Sendable {
        /// At least two.
        case majority
        /// Any: what restricts counts as soon as one copy says so.
        case any
    }

    public var vote: Vote {
        switch self {
        case .lifecycle, .locks, .debugDisable, .revocations, .hybridPolicy: .any
        default: .majority
        }
    }

    public var isReadable: Bool { self != .uniqueSecret }

    /// Whether ``MailboxCommand/burnFuse`` burns it, on the station. The others are burned by what they are for: the
    /// lifecycle by moving on, locks by locking, counters by confirming a boot, the secret by being made.
    public var isBurnedDirectly: Bool {
        switch self {
        case .debugDisable, .revocations, .hybridPolicy, .rootKey0, .rootKey1, .rootKey2, .rootKey3, .returnKey: true
        default: false
        }
    }
}

extension Fuse: Wire {}
