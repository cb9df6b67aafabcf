internal import BootCrypto

/// What the fuses and the memory map demand of an image. It begins with demands that no image meets: what was not read
/// refuses.
public struct ImagePolicy: Sendable {
    /// Four digests of 32 octets; what is not burned is zero.
    public private(set) var rootKeys = InlineArray<128, UInt8>(repeating: 0)
    /// Bit n: digest n is burned, whole.
    public private(set) var burned: UInt32 = 0
    /// Bit n: root key n is revoked.
    public var revocations: UInt32 = .max
    /// Any bit: a post-quantum signature is demanded beside the classical one.
    public var hybrid: UInt32 = .max
    /// The least security counter.
    public var counter: UInt32 = .max
    /// Where the image lies, and must be meant to.
    public var loadAddress: UInt32
    /// Octets that are there for it.
    public var limit: UInt32
    /// Where its stack may begin: behind the first, up to the last.
    public var stack: ClosedRange<UInt32>

    public static var rootKeyCount: Int { 4 }
    /// Octets of an image's header with its padding: a vector table of up to 128 entries behind it is aligned as VTOR wants.
    public static var headerSize: UInt16 { 512 }

    public init(loadAddress: UInt32, limit: UInt32, stack: ClosedRange<UInt32>) {
        self.loadAddress = loadAddress
        self.limit = limit
        self.stack = stack
    }

    /// Takes a digest as it is fused. Zeros alone are none: a fuse that nobody burned.
    ///
    /// - Parameter digest: 32 octets; others are none.
    public mutating func setRootKey(_ number: Int, _ digest: Span<UInt8>) {
        guard number >= 0, number < Self.rootKeyCount, digest.count == SHA256.size else { return }
        var bits: UInt8 = 0
        for place in 0..<SHA256.size {
            rootKeys[number &* SHA256.size &+ place] = digest[place]
            bits |= digest[place]
        }
        if bits != 0 { burned |= 1 &<< UInt32(truncatingIfNeeded: number) }
    }

    /// Whether anything can be trusted at all.
    public var hasRootKey: Bool { burned & ~revocations & 0xF != 0 }

    /// The bits in which two readings of the same fuses differ, folded by OR.
    @inline(never)
    public func difference(from other: ImagePolicy) -> UInt32 {
        var difference = (burned ^ other.burned) | (revocations ^ other.revocations)
        difference |= (hybrid ^ other.hybrid) | (counter ^ other.counter)
        var place = 0
        while place < rootKeys.count {
            difference |= UInt32(rootKeys[place] ^ other.rootKeys[place])
            place &+= 1
        }
        return difference | UInt32(truncatingIfNeeded: place ^ rootKeys.count)
    }

    /// The digest of a root key.
    @inline(__always)
    static func place(_ number: Int) -> Range<Int> { (number &* SHA256.size)..<(number &* SHA256.size &+ SHA256.size) }
}
