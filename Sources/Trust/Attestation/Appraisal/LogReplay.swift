public import Digests
public import EventLog
public import Model
import Wire

/// An event log held against PCR values: what was found, and the events that the values prove.
public struct LogReplay: Sendable {
    public private(set) var judgement: Judgement
    /// Nil unless the log leads to every value.
    public private(set) var events: VerifiedEvents?
    /// PCRs that the log extends and for which no value was given.
    public private(set) var unquoted: Set<Int> = []

    /// - Parameters:
    ///   - bytes: the log as it came; malformed is a finding, not an error.
    ///   - values: by bank and PCR. Believed by the caller: only a quote proves them.
    public init(_ bytes: [UInt8], against values: [HashAlgorithm: [Int: [UInt8]]], allowing errata: Set<Erratum>) {
        judgement = Judgement()
        let log: EventLog
        do throws(WireError) {
            log = try EventLog(parsing: bytes, errata: errata)
        } catch {
            judgement.add(Finding(.logStructure, claim: "the event log is well formed", location: "\(error)"))
            return
        }
        let verification = log.verified(against: values)
        unquoted = verification.unquotedPCRs
        for mismatch in verification.mismatches {
            judgement.add(
                Finding(
                    .logReplay,
                    claim: "the log leads to the value of PCR \(mismatch.pcr), \(mismatch.bank)",
                    expected: Hexadecimal.encode(mismatch.quoted),
                    found: mismatch.obstacle.map { "\($0)" } ?? Hexadecimal.encode(mismatch.replayed ?? [])
                )
            )
        }
        for event in verification.events.contradictions {
            judgement.add(
                Finding(
                    .logEvent,
                    claim: "the digest of an event agrees with its type and data",
                    found: "\(event.claimedType)",
                    location: "event \(event.index), PCR \(event.pcr)"
                )
            )
        }
        for erratum in verification.errataUsed.sorted(by: { $0.rawValue < $1.rawValue }) {
            judgement.add(Finding(.logErratum, .noted, claim: "the log needed the erratum '\(erratum.rawValue)'"))
        }
        // PCRs that the log does not extend hold their reset values: that says nothing about the log.
        guard !verification.events.isEmpty || unquoted.isEmpty else {
            judgement.add(
                Finding(
                    .logReplay,
                    claim: "the values cover at least one event of the log",
                    expected: "PCR " + unquoted.sorted().map(String.init).joined(separator: ", "),
                    found: "none of them"
                )
            )
            return
        }
        guard verification.holds else { return }
        judgement.add(
            Finding(
                .logReplay,
                .held,
                claim: "the log leads to the values of PCR "
                    + verification.events.pcrs.sorted().map(String.init).joined(separator: ", ")
            )
        )
        events = verification.events
    }
}
