public import Wire

/// struct image_version — bootutil/image.h: `major.minor.revision+build`.
public struct MCUbootVersion: Hashable, Sendable {
    public var major: UInt8
    public var minor: UInt8
    public var revision: UInt16
    public var build: UInt32

    public init(major: UInt8, minor: UInt8 = 0, revision: UInt16 = 0, build: UInt32 = 0) {
        self.major = major
        self.minor = minor
        self.revision = revision
        self.build = build
    }

    /// From `1`, `1.2`, `1.2.3` or `1.2.3+4`, as imgtool takes it: decimal, without leading zeros; nil for any other text
    /// and for a number that does not fit its field.
    public init?(_ text: String) {
        var numbers: [UInt64] = []
        var number: UInt64?
        var digits = 0
        for octet in text.utf8 {
            switch octet {
            case 0x30...0x39:
                // No leading zero, and never more than a UInt32 may have.
                guard digits < 10, !(digits > 0 && number == 0), numbers.count < 4 else { return nil }
                number = (number ?? 0) * 10 + UInt64(octet - 0x30)
                digits += 1
            case 0x2E, 0x2B:
                guard let known = number, (octet == 0x2B) == (numbers.count == 2) else { return nil }
                numbers.append(known)
                number = nil
                digits = 0
            default: return nil
            }
        }
        guard let last = number else { return nil }
        numbers.append(last)
        while numbers.count < 4 { numbers.append(0) }
        guard numbers[0] <= 0xFF, numbers[1] <= 0xFF, numbers[2] <= 0xFFFF, numbers[3] <= 0xFFFF_FFFF else {
            return nil
        }
        self.init(
            major: UInt8(numbers[0]),
            minor: UInt8(numbers[1]),
            revision: UInt16(numbers[2]),
            build: UInt32(numbers[3])
        )
    }

    /// The counter that imgtool derives with `--security-counter auto`: major, minor and revision.
    public var securityCounter: UInt32 { UInt32(major) << 24 | UInt32(minor) << 16 | UInt32(revision) }
}

extension MCUbootVersion: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(major: read(), minor: read(), revision: read(), build: read())
    }
    public func write(to write: inout WireWriter) { write(major, minor, revision, build) }
}

extension MCUbootVersion: Comparable {
    /// By all four numbers. The boot loader compares the build number only when it is configured to.
    public static func < (a: MCUbootVersion, b: MCUbootVersion) -> Bool { a.rank < b.rank }

    private var rank: UInt64 {
        UInt64(major) << 56 | UInt64(minor) << 48 | UInt64(revision) << 32 | UInt64(build)
    }
}

extension MCUbootVersion: CustomStringConvertible {
    public var description: String { "\(major).\(minor).\(revision)+\(build)" }
}
