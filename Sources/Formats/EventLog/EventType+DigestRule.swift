extension EventType {
    /// What the digest of an event of this type is taken over — PFP 1.06, 10.4.1, and what edk2, shim, systemd and
    /// Windows do.
    public enum DigestRule: Sendable {
        /// The event's data, always. A digest that is not its hash contradicts the type.
        case eventData
        /// The event's data or something else, as the writer likes: data counts where the hash holds, and its failing
        /// says nothing.
        case eventDataOrObject
        /// An object (an image, a table, a firmware volume) that the data merely describes. The data never counts.
        case object
    }

    public var digestRule: DigestRule {
        switch self {
        case .separator, .action, .sCRTMVersion, .efiVariableDriverConfig, .efiVariableBoot2, .efiGPTEvent,
            .efiAction, .efiVariableAuthority, .efiSPDMFirmwareBlob, .efiSPDMFirmwareConfig, .efiSPDMDevicePolicy,
            .efiSPDMDeviceAuthority:
            .eventData
        // EV_EVENT_TAG: Windows hashes the data, the Linux EFI stub hashes the initrd that the tag names.
        // EV_EFI_VARIABLE_BOOT: the variable's contents (edk2) or the whole structure (other firmware).
        // EV_IPL: GRUB hashes what it loads, systemd-boot the data. EV_NONHOST_INFO: GCE hashes the data.
        case .eventTag, .efiVariableBoot, .compactHash, .ipl, .nonhostInfo, .platformConfigFlags, .tableOfDevices:
            .eventDataOrObject
        default:
            .object
        }
    }
}
