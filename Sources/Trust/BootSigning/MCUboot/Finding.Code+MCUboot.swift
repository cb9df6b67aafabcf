public import Model

/// What only MCUboot images have.
extension Finding.Code {
    /// Each TLV is one that is defined for its area, has the length of its type, and stands where it must.
    public static let mcubootTLV = Self("mcuboot.tlv")
    /// No TLV stands twice, dependencies excepted.
    public static let mcubootDuplicate = Self("mcuboot.duplicate")
    /// The header's flags are ones that are understood here, and do not contradict each other.
    public static let mcubootFlags = Self("mcuboot.flags")
    /// Whether the payload is encrypted: what was signed is the plaintext.
    public static let mcubootEncrypted = Self("mcuboot.encrypted")
    /// The image demands others on the device; which those are is not known here.
    public static let mcubootDependency = Self("mcuboot.dependency")
    /// What follows the image in its slot: erased flash and a trailer, which nobody signs.
    public static let mcubootSlot = Self("mcuboot.slot")
}
