public import Wire

/// EFI_GUID — UEFI 2.10, appendix A: sixteen octets, of which the first three fields travel little-endian.
public struct EFIGUID: Hashable, Sendable {
    /// As they travel.
    public let bytes: [UInt8]

    private init(bytes: [UInt8]) { self.bytes = bytes }

    public init(_ a: UInt32, _ b: UInt16, _ c: UInt16, _ d: UInt64) {
        let little = [a, UInt32(b) | UInt32(c) << 16].flatMap { field in
            (0..<4).map { UInt8(truncatingIfNeeded: field >> (8 * $0)) }
        }
        bytes = little + (0..<8).map { UInt8(truncatingIfNeeded: d >> (56 - 8 * $0)) }
    }

    /// EFI_GLOBAL_VARIABLE: SecureBoot, PK, KEK, SetupMode.
    public static let globalVariable = EFIGUID(0x8BE4_DF61, 0x93CA, 0x11D2, 0xAA0D_00E0_9803_2B8C)
    /// EFI_IMAGE_SECURITY_DATABASE: db, dbx, dbt, dbr.
    public static let imageSecurityDatabase = EFIGUID(0xD719_B2CB, 0x3D3A, 0x4596, 0xA3BC_DAD0_0E67_656F)
    /// SHIM_LOCK: Shim, SbatLevel, MokListTrusted.
    public static let shimLock = EFIGUID(0x605D_AB50, 0xE046, 0x4300, 0xABB6_3DD8_10DD_8B23)

    /// EFI_CERT_SHA256
    public static let certSHA256 = EFIGUID(0xC1C4_1626, 0x504C, 0x4092, 0xACA9_41F9_3693_4328)
    /// EFI_CERT_X509
    public static let certX509 = EFIGUID(0xA5C0_59A1, 0x94E4, 0x4AA7, 0x87B5_AB15_5C2B_F072)
}

extension EFIGUID: Wire {
    public init(from read: inout WireReader) throws(WireError) { self.init(bytes: try read.bytes(16)) }
    public func write(to write: inout WireWriter) { write.append(bytes) }
}

extension EFIGUID: CustomStringConvertible {
    /// `8be4df61-93ca-11d2-aa0d-00e098032b8c`
    public var description: String {
        let fields = [
            [bytes[3], bytes[2], bytes[1], bytes[0]], [bytes[5], bytes[4]], [bytes[7], bytes[6]], Array(bytes[8..<10]),
            Array(bytes[10...]),
        ]
        return fields.map { Hexadecimal.encode($0) }.joined(separator: "-")
    }
}
