import Assessment
import Model
internal import Wire

/// The 128 octets of an ATECC608's configuration zone, in hexadecimal: `atcab_read_config_zone`.
///
/// Source: ATECC608A and ATECC508A datasheets, 2.2 (configuration zone: serial number 0 to 3 and 8 to 12, of which the
/// first two and the last octet are fixed; revision 4 to 7; SlotConfig 20 to 51, LockValue 86, LockConfig 87, SlotLocked 88
/// and 89, KeyConfig 96 to 127).
public enum ATECCConfigurationReader: EvidenceReader {
    public static let name = "atecc-config"
    public static let command =
        "python3: from cryptoauthlib import *; ...; atcab_read_config_zone(zone); print(zone.hex())"

    public static func recognises(_ octets: [UInt8]) -> Bool { configuration(octets) != nil }

    /// The zone; nil for octets that are none.
    private static func configuration(_ octets: [UInt8]) -> [UInt8]? {
        guard octets.count <= 1024 else { return nil }
        let text = String(decoding: octets, as: UTF8.self).filter { !$0.isWhitespace && $0 != ":" }
        guard let zone = Hexadecimal.decode(text), zone.count == 128, zone[0] == 0x01, zone[1] == 0x23, zone[12] == 0xEE
        else { return nil }
        return zone
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        guard let zone = configuration(octets) else {
            throw BedplateError(
                .malformed,
                "128 octets in hexadecimal that begin with 0123 and have EE at 12 were expected",
                location: name
            )
        }
        let revision = Hexadecimal.encode(Array(zone[4..<8]))
        // 00 00 60 0x is an ATECC608, 00 00 50 00 an ATECC508A.
        let family = zone[4...5] == [0, 0] ? [0x60: "ATECC608", 0x50: "ATECC508A"][zone[6]] : nil
        let serial = Hexadecimal.encode(Array(zone[0..<4] + zone[8..<13]))
        // The serial number is the element's, and not of the unit that it is on.
        var reading = Reading(reader: name, part: family, isSimulated: options.isSimulated)
        guard let family else {
            reading.missing.append("which part it is: revision \(revision) is not known")
            return reading
        }
        reading.add(
            .part,
            "element",
            ["family": family, "vendor": "Microchip", "revision": revision, "serial": serial],
            "octets 0 to 12"
        )
        reading.add(.keyStore, "element", ["kind": "hardware"], "revision \(revision)")
        readLocks(zone, &reading)
        for slot in 0..<16 { readSlot(slot, zone, &reading) }
        return reading
    }

    private static func readLocks(_ zone: [UInt8], _ reading: inout Reading) {
        let origin = "LockConfig = 0x\(Hexadecimal.encode([zone[87]])), LockValue = 0x\(Hexadecimal.encode([zone[86]]))"
        guard zone[86...87].allSatisfy({ $0 == 0x55 || $0 == 0x00 }) else {
            return reading.missing.append("whether the zones are locked: \(origin)")
        }
        let isLocked = zone[87] == 0x00
        let isDataLocked = zone[86] == 0x00
        reading.add(
            .lifecycle,
            "",
            [
                "state": isLocked
                    ? (isDataLocked ? "configuration and data locked" : "only configuration locked") : "unlocked",
                "class": isLocked && isDataLocked ? "production" : "open", "storage": "otp",
            ],
            origin
        )
        if isLocked != isDataLocked { reading.missing.append("a lock in part: \(origin)") }
    }

    /// KeyConfig.Private is bit 0, SlotConfig.IsSecret bit 7; a private key whose slot is not secret is a configuration
    /// that the datasheet forbids.
    private static func readSlot(_ slot: Int, _ zone: [UInt8], _ reading: inout Reading) {
        let configuration = UInt64(zone[20 + 2 * slot]) | UInt64(zone[21 + 2 * slot]) << 8
        let key = UInt64(zone[96 + 2 * slot]) | UInt64(zone[97 + 2 * slot]) << 8
        guard key & 1 != 0 else { return }
        let origin = "SlotConfig = \(configuration.hexadecimal), KeyConfig = \(key.hexadecimal)"
        guard configuration & 0x80 != 0 else {
            return reading.missing.append("slot \(slot) has a private key and is not secret: \(origin)")
        }
        guard zone[87] == 0x00 else {
            return reading.missing.append(
                "slot \(slot) is for a private key; until the configuration is locked that can change"
            )
        }
        let locks = UInt64(zone[88]) | UInt64(zone[89]) << 8
        reading.add(
            .secret,
            "slot \(slot)",
            [
                "readable": "no", "storage": "element", "purpose": "private key",
                "locked": locks >> UInt64(slot) & 1 == 0 ? "yes" : "no",
            ],
            origin
        )
    }
}
