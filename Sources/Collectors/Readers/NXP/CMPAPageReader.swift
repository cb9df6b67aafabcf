import Assessment
import Model

/// A CMPA page as `pfr read` wrote it: 512 octets. Other series have a page with the same mark and another meaning, and it
/// does not name its own: whoever read it has to say the part.
///
/// Source: SPSDK 3.12.0, data/devices/mcxn946/pfr_cmpa_a1.json.
public enum CMPAPageReader: EvidenceReader {
    public static let name = "nxp-cmpa"
    public static let command = "pfr read -f mcxn947 -t cmpa -o cmpa.bin (and --part mcxn947 here)"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        octets.count == CMPAPage.size && Array(octets[2..<4]) == CMPAPage.marker
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        guard octets.count == CMPAPage.size else {
            throw BedplateError(.malformed, "\(octets.count) octets, and a page has \(CMPAPage.size)", location: name)
        }
        guard Array(octets[2..<4]) == CMPAPage.marker else {
            throw BedplateError(
                .malformed,
                "no page that takes effect: its mark 0x5963 is not there",
                location: "\(name): octet 2"
            )
        }
        var reading = Reading(reader: name, part: options.part, isSimulated: options.isSimulated)
        guard let part = options.part?.lowercased(), part.hasPrefix("mcxn94") || part.hasPrefix("mcxn54") else {
            reading.missing.append(
                options.part.map { "what this page of a \($0) means is not known here" }
                    ?? "which part it is of: a page does not say it (--part mcxn947)"
            )
            return reading
        }
        CMPAPage(page: octets).say(options, part, isNamed: false, &reading)
        return reading
    }
}
