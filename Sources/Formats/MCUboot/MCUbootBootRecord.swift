/// The BOOT_RECORD entry: what a boot loader passes on as a measured software component (PSA Attestation API 1.0).
///
/// A CBOR map in imgtool's own order; the measurement stands last, zeroed, for the boot loader to fill in.
public struct MCUbootBootRecord: Hashable, Sendable {
    /// At most 12 octets of UTF-8, as imgtool limits it.
    public var type: String
    /// `1.2.3`
    public var version: String
    /// The hash of the signing key.
    public var signer: [UInt8]
    /// `SHA256`
    public var algorithm: String
    /// Octets of the measurement.
    public var digestSize: Int

    public static let typeLimit = 12

    public init(type: String, version: MCUbootVersion, signer: [UInt8], algorithm: MCUbootTLVType, digestSize: Int) {
        self.type = type
        self.version = "\(version.major).\(version.minor).\(version.revision)"
        self.signer = signer
        self.algorithm = algorithm.description
        self.digestSize = digestSize
    }

    /// Deterministic CBOR but for the order of the keys: 1, 4, 5, 6, 2.
    public var octets: [UInt8] {
        var octets: [UInt8] = [0xA5]
        octets += [0x01] + Self.item(0x60, Array(type.utf8))
        octets += [0x04] + Self.item(0x60, Array(version.utf8))
        octets += [0x05] + Self.item(0x40, signer)
        octets += [0x06] + Self.item(0x60, Array(algorithm.utf8))
        octets += [0x02] + Self.item(0x40, [UInt8](repeating: 0, count: digestSize))
        return octets
    }

    /// A text or byte string of fewer than 65536 octets.
    private static func item(_ major: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count
        if length < 24 { return [major | UInt8(length)] + content }
        if length < 0x100 { return [major | 24, UInt8(length)] + content }
        return [major | 25, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)] + content
    }
}
