import ArgumentParser
import Attestation
import Digests
import EventLog
import Foundation
import Model
import Terminal
import Wire

struct VerifyLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Replay an event log, and compare it with PCR values.",
        discussion: """
            Without --pcrs it only says what the log leads to, and judges nothing.

              bedplate verify log binary_bios_measurements
              bedplate verify log measurements --pcrs /sys/class/tpm/tpm0/pcr-sha256
            """
    )

    @Argument(help: ArgumentHelp("The TCG event log.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("The PCR values to compare with.", valueName: "file-or-directory")) var pcrs: String?
    @Option(help: ArgumentHelp("A fault of the log to tolerate.", valueName: "name")) var erratum: [String] = []
    @Flag(help: "Print JSON.") var json = false

    private struct Replayed: Encodable {
        var format: String
        var events: Int
        var pcrs: [String: [String: String]]
    }

    func run() async throws {
        let bytes = try EvidenceFiles.log(file)
        let errata = try EvidenceFiles.errata(erratum)
        if let pcrs {
            let values = try EvidenceFiles.values(pcrs, selection: nil)
            let replay = LogReplay(bytes, against: values.banks, allowing: errata)
            var judgement = replay.judgement
            if !replay.unquoted.isEmpty {
                let list = replay.unquoted.sorted().map(String.init).joined(separator: ", ")
                judgement.add(Finding(.logReplay, .noted, claim: "no value was given for PCR \(list)"))
            }
            return try conclude(judgement)
        }
        let log: EventLog
        do {
            log = try EventLog(parsing: bytes, errata: errata)
        } catch {
            return try conclude(LogReplay(bytes, against: [:], allowing: errata).judgement)
        }
        var replayed = Replayed(format: log.format.rawValue, events: log.eventCount, pcrs: [:])
        for bank in log.banks where bank.isComputable {
            do {
                for (pcr, value) in try log.replay(bank) {
                    replayed.pcrs[bank.description, default: [:]][String(pcr)] = Hexadecimal.encode(value)
                }
            } catch {
                Terminal.note("the bank \(bank) cannot be replayed: \(error)")
            }
        }
        if json { return try Terminal.print(json: replayed) }
        Terminal.print("\(replayed.events) events, \(replayed.format); nothing was compared")
        for (bank, values) in replayed.pcrs.sorted(by: { $0.key < $1.key }) {
            Terminal.print(bank)
            for (pcr, value) in values.sorted(by: { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }) {
                for (number, line) in Terminal.wrap(value, 64).enumerated() {
                    Terminal.print((number == 0 ? "  \(pcr)" : "").padded(to: 6) + line)
                }
            }
        }
    }

    private func conclude(_ judgement: Judgement) throws {
        try Terminal.print(
            judgement: judgement,
            json: json,
            "the log leads to these values; only a quote proves them",
            "the log DOES NOT verify"
        )
    }
}
