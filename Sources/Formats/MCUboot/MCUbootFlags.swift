public import Wire

/// IMAGE_F_… — bootutil/image.h.
public struct MCUbootFlags: OptionSet, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let positionIndependent = MCUbootFlags(rawValue: 0x0000_0001)
    public static let encryptedAES128 = MCUbootFlags(rawValue: 0x0000_0004)
    public static let encryptedAES256 = MCUbootFlags(rawValue: 0x0000_0008)
    /// An image that others need, such as a radio core's: the boot loader does not start it.
    public static let nonBootable = MCUbootFlags(rawValue: 0x0000_0010)
    /// ``MCUbootHeader/loadAddress`` says where in RAM it runs.
    public static let ramLoad = MCUbootFlags(rawValue: 0x0000_0020)
    /// ``MCUbootHeader/loadAddress`` says where in flash it must lie.
    public static let romFixed = MCUbootFlags(rawValue: 0x0000_0100)
    public static let compressedLZMA1 = MCUbootFlags(rawValue: 0x0000_0200)
    public static let compressedLZMA2 = MCUbootFlags(rawValue: 0x0000_0400)
    public static let compressedARMThumb = MCUbootFlags(rawValue: 0x0000_0800)

    /// Every flag that is known here.
    public static let known: MCUbootFlags = [
        .positionIndependent, .encryptedAES128, .encryptedAES256, .nonBootable, .ramLoad, .romFixed, .compressedLZMA1,
        .compressedLZMA2, .compressedARMThumb,
    ]

    public var isEncrypted: Bool { !isDisjoint(with: [.encryptedAES128, .encryptedAES256]) }
    public var isCompressed: Bool { !isDisjoint(with: [.compressedLZMA1, .compressedLZMA2]) }
}
