/// The manifest of an image: `imgm`, version, firmware version, size and flags, then TrustZone settings if the image has
/// its own, then a checksum over the image up to itself. Little-endian (NXP SPSDK, MasterBootImageManifestCrc).
public struct MBIManifest: Hashable, Sendable {
    /// The counter against going back: a device refuses one that is below its own.
    public var firmwareVersion: UInt16
    /// The settings as they are, or nothing.
    public var trustZone: [UInt8]
    /// CRC-32 as in MPEG-2.
    public var checksum: UInt32

    /// Octets of a manifest without TrustZone settings.
    public static let size = 24
    /// Octets; an MCXN947 has 980.
    public static let trustZoneLimit = 4096

    public init(firmwareVersion: UInt16, trustZone: [UInt8] = [], checksum: UInt32 = 0) {
        self.firmwareVersion = firmwareVersion
        self.trustZone = trustZone
        self.checksum = checksum
    }

    public var count: Int { Self.size + trustZone.count }

    /// What the checksum includes.
    public var checkedOctets: [UInt8] {
        Array("imgm".utf8) + Octets.little(0x1_0000, 4) + Octets.little(firmwareVersion, 4) + Octets.little(count, 4)
            + Octets.little(0, 4) + trustZone
    }

    public var octets: [UInt8] { checkedOctets + Octets.little(checksum, 4) }

    /// Whether octets can be TrustZone settings: they begin with `TZ-M` and are a multiple of four.
    public static func isTrustZone(_ octets: [UInt8]) -> Bool {
        (4...trustZoneLimit).contains(octets.count) && octets.count % 4 == 0
            && Array(octets.prefix(4)) == Array("TZ-M".utf8)
    }

    /// Reads the manifest that begins at `start`; other octets may follow it.
    init(_ octets: [UInt8], at start: Int) throws(MBIFault) {
        guard octets.count - start >= Self.size else { throw MBIFault(.truncated, at: octets.count) }
        guard Array(octets[start..<start + 4]) == Array("imgm".utf8) else { throw MBIFault(.magic, at: start) }
        func number(_ place: Int) -> UInt32 { Octets.number(octets, start + place, 4) }
        guard number(4) == 0x1_0000 else { throw MBIFault(.version, at: start + 4) }
        guard let firmwareVersion = UInt16(exactly: number(8)) else { throw MBIFault(.firmwareVersion, at: start + 8) }
        let count = Int(number(12))
        guard count >= Self.size, count <= octets.count - start else { throw MBIFault(.size, at: start + 12) }
        guard number(16) == 0 else { throw MBIFault(.manifestFlags, at: start + 16) }
        let end = start + count - 4
        let trustZone = Array(octets[start + 20..<end])
        guard trustZone.isEmpty || Self.isTrustZone(trustZone) else { throw MBIFault(.trustZone, at: start + 20) }
        self.init(
            firmwareVersion: firmwareVersion,
            trustZone: trustZone,
            checksum: Octets.number(octets, end, 4)
        )
    }
}
