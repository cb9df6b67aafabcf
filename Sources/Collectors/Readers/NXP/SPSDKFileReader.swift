import Assessment
import Model

/// YAML that SPSDK wrote from what it read: `pfr parse` (CMPA and CFPA of MCXN) and `nxpfuses get-config` (i.MX 93, i.MX RT).
///
/// A template is the same file but for its heading ("NXP SPSDK version" is in what was read), and says nothing of a unit.
/// A fuse that SPSDK could not read stands there as zero: only a file that has the number of a unit in it was read at all.
///
/// Sources: output of SPSDK 3.12.0; spsdk/utils/abstract_features.py, spsdk/fuses/fuses.py, and its register tables.
public enum SPSDKFileReader: EvidenceReader {
    public static let name = "spsdk-yaml"
    public static let command =
        "pfr parse -f mcxn947 -t cmpa -b cmpa.bin -o cmpa.yaml; nxpfuses get-config -f mimx9352 -o fuses.yaml"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        let text = ToolText.beginning(octets)
        return text.contains("\nfamily: ") && (text.contains("\nregisters:") || text.contains("\nsettings:"))
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let yaml = try PlainYAML(octets, name: name)
        guard yaml.heading.contains(where: { $0.contains("NXP SPSDK version:") }) else {
            throw BedplateError(
                .malformed,
                "a template or a plan: no tool read this from a unit",
                hint: "give what pfr parse or nxpfuses get-config wrote, with its heading",
                location: "\(name): line 1"
            )
        }
        guard let family = yaml["family"] else { throw yaml.error("'family' is missing", at: []) }
        var reading = Reading(reader: name, part: family, isSimulated: options.isSimulated)
        let known = family.lowercased()
        if yaml["type"] == "CMPA", known.hasPrefix("mcxn94") || known.hasPrefix("mcxn54") {
            CMPAPage(yaml).say(options, family, isNamed: true, &reading)
        } else if yaml["type"] == "CFPA", known.hasPrefix("mcxn94") || known.hasPrefix("mcxn54") {
            CFPAPage.say(yaml, family, &reading)
        } else if known.hasPrefix("mimx93"), !yaml.keys("registers").isEmpty {
            NXPFuses(yaml, family, profile: "i.MX 93").sayIMX93(options, &reading)
        } else if known.hasPrefix("mimxrt117") || known.hasPrefix("mimxrt116"), !yaml.keys("registers").isEmpty {
            NXPFuses(yaml, family, profile: family).sayRT117x(options, &reading)
        } else {
            reading.missing.append("what these registers of a \(family) mean is not known here")
        }
        return reading
    }
}
