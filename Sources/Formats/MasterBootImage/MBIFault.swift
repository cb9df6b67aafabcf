/// Why octets are no signed master boot image, and where.
public struct MBIFault: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The octets end before the structure does.
        case truncated
        /// The image is plain, has a checksum only, or is of a type that a flash cannot be started from: not signed.
        case imageType = "image-type"
        /// Flags that are not defined, or that contradict the manifest.
        case flags
        /// The image's length is not that of its parts.
        case imageLength = "image-length"
        /// The certificate block lies in the vector table, beyond the image, or not at a multiple of four.
        case blockOffset = "block-offset"
        /// The load address is not a multiple of four.
        case loadAddress = "load-address"
        /// The certificate block or the manifest does not begin with its mark.
        case magic
        /// The certificate block or the manifest is of another version.
        case version
        /// A structure has another size than its content.
        case size
        /// The root record has unknown flags, no root key or more than four, or selects one that is not there.
        case rootFlags = "root-flags"
        /// A key is not on one of the two curves, or an image signing key is longer than the root key that vouches for it.
        case curve
        /// The image signing key's certificate has unknown flags.
        case certificateFlags = "certificate-flags"
        /// The certificate's user data are too many, not a multiple of four, or not announced.
        case userData = "user-data"
        /// The manifest has flags: a digest instead of a checksum is for other chips.
        case manifestFlags = "manifest-flags"
        /// The firmware version has more than the 16 bits of the device's counter.
        case firmwareVersion = "firmware-version"
        /// The TrustZone settings have another mark or size than such settings.
        case trustZone = "trust-zone"
    }

    public var reason: Reason
    /// Octets from the beginning of what was read to the offending field.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The same fault in octets of which `base` come before.
    public func after(_ base: Int) -> MBIFault { MBIFault(reason, at: base + offset) }
}

extension MBIFault: CustomStringConvertible {
    public var description: String { "\(reason.rawValue) at byte \(offset)" }
}
