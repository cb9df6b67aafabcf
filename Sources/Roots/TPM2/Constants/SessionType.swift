public import Wire

/// TPM_SE — Part 2, 6.11.
public enum SessionType: UInt8, Sendable, Wire {
    case hmac = 0x00
    case policy = 0x01
    /// A policy session that only computes a digest and authorizes nothing.
    case trial = 0x03
}
