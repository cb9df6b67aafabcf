import Assessment
import Model

/// The report of `bedplate lab soc fault` (Firmware/fault-campaign.json): faults in the boot of images that must not boot.
///
/// It counts where the same faults break the ROM that lacks its defences, and where no control complained.
public enum FaultReportReader: EvidenceReader {
    public static let name = "bedplate-fault"
    public static let command = "bedplate lab soc fault --json >fault-campaign.json"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        guard octets.first == UInt8(ascii: "{") else { return false }
        let text = String(decoding: octets.prefix(1 << 20), as: UTF8.self)
        return text.contains("\"bypasses\"") && text.contains("\"complaints\"") && text.contains("\"tallies\"")
    }

    private static let trials = ["tampered": "tampered", "wrong-key": "wrong-key", "rolled-back": "older"]
    private static let countLimit = 1 << 40

    private struct Build {
        var rom: String
        var tried: [String: Int] = [:]
        var bypassed: [String: Int] = [:]
        var bypasses: Int { bypassed.values.reduce(0, +) }
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let json = try StrictJSON(octets, name: name)
        guard try json.value("simulated").boolean() else { throw json.error("a report of an emulation says so") }
        var builds: [String: Build] = [:]
        for entry in try json.value("builds").array(atMost: 16) {
            let name = try entry.value("build").text(atMost: 32)
            guard builds[name] == nil else { throw entry.error("the build '\(name)' is there twice") }
            builds[name] = try build(entry)
        }
        guard let ships = builds["ships"] else { throw json.error("the build 'ships' is missing") }
        var reading = Reading(reader: name, part: "Bedplate reference device", isSimulated: true)
        reading.add(
            .part,
            "",
            ["family": "Bedplate reference device", "vendor": "Bedplate", "rom": ships.rom],
            class: .tested,
            "builds: ships"
        )
        let complaints = try json.value("complaints").array(atMost: 1000)
        for complaint in complaints.prefix(10) {
            reading.missing.append("a control complained: \(try complaint.multiline(atMost: 65_536).prefix(200))")
        }
        guard complaints.isEmpty else { return reading }
        guard let control = builds["unhardened"], control.bypasses > 0 else {
            reading.missing.append("whether the faults show anything: they do not break the ROM without its defences")
            return reading
        }
        let shard = try json.value("shard").text(atMost: 32)
        if shard != "1/1" { reading.missing.append("the trials beside the part \(shard)") }
        for (image, trial) in trials.sorted(by: { $0.key < $1.key }) {
            guard let tried = ships.tried[image], tried > 0 else {
                reading.missing.append("faults in the boot of an image that is \(image)")
                continue
            }
            let ran = ships.bypassed[image, default: 0]
            reading.add(
                .failure,
                "\(trial), with faults",
                ["trial": trial, "outcome": ran > 0 ? "ran" : "refused"],
                class: .tested,
                "\(image): \(tried) faults tried, code ran after \(ran)"
            )
        }
        let tried = ships.tried.values.reduce(0, +)
        reading.add(
            .hardening,
            "single faults in the ROM",
            ["state": ships.bypasses == 0 && tried > 0 ? "on" : "off"],
            class: .tested,
            "\(tried) tried, \(ships.bypasses) bypasses; without defences \(control.bypasses)"
        )
        return reading
    }

    private static func build(_ entry: StrictJSON) throws -> Build {
        var build = Build(rom: try entry.value("rom").text(atMost: 64))
        _ = try entry.value("rom").octets(32)
        for tally in try entry.value("tallies").array(atMost: 1000) {
            let image = try tally.value("image").text(atMost: 32)
            build.tried[image, default: 0] += try tally.value("tried").integer(in: 0...countLimit)
            let verdicts = try tally.value("verdicts").entries()
            for (verdict, count) in verdicts {
                let number = try count.integer(in: 0...countLimit)
                if verdict == "bypassed" { build.bypassed[image, default: 0] += number }
            }
        }
        // Said twice: the list of bypasses and the tallies have to agree.
        let listed = try entry.value("bypasses").array(atMost: 100_000).count
        guard listed == build.bypasses else {
            throw entry.error("\(listed) bypasses are listed, and \(build.bypasses) counted")
        }
        return build
    }
}
