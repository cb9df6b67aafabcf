public import Wire

/// TPM_SU — Part 2, 6.10.
public enum StartupType: UInt16, Sendable, Wire {
    case clear = 0x0000
    case state = 0x0001
}
