/// Where things are in the reference device (QEMU's musca-b1).
public enum MemoryMap {
    /// The mask ROM, as the secure world addresses it.
    #if WITHOUT_MASK_ROM
    public static var rom: UInt32 { 0x1A44_0000 }
    #else
    public static var rom: UInt32 { 0x1000_0000 }
    #endif
    public static var romSize: UInt32 { 64 << 10 }
    /// The ROM's stack and workspace, then the secure world's.
    public static var secureRAM: UInt32 { 0x3000_0000 }
    public static var secureRAMSize: UInt32 { 128 << 10 }
    /// Where the ROM leaves the number of the next request to the block: frames are numbered from reset on.
    public static var nextRequest: UInt32 { secureRAM &+ 0x10 }
    /// Where secure firmware is loaded, verified and run: half of the code SRAM, by its secure alias.
    public static var secureFirmware: UInt32 { 0x1A40_0000 }
    /// Where applications are: the other half, by its non-secure alias.
    public static var application: UInt32 { 0x0A42_0000 }
    /// The same by its secure alias, until it is opened to the non-secure world.
    public static var applicationBySecureAlias: UInt32 { 0x1A42_0000 }
    /// The application's RAM, which is the SRAM's second bank.
    public static var applicationRAM: UInt32 { 0x2002_0000 }
    public static var applicationRAMSize: UInt32 { 128 << 10 }
    /// Where applications enter the secure world: a place that never moves, and the only one.
    public static var secureGateway: UInt32 { 0x1A40_0280 }
    /// Octets of each half, of a slot and of the code SRAM.
    public static var imageLimit: UInt32 { 128 << 10 }
    /// Where the application stands in a slot.
    public static var applicationOffset: UInt32 { imageLimit }
}
