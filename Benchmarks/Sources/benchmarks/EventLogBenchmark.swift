import Crypto
import Digests
import EventLog

/// Reading and replaying an event log, against the bare SHA-256 extends that a replay consists of.
enum EventLogBenchmark {
    static func run() async throws {
        let (log, extends) = try sample()
        let parsed = try EventLog(parsing: log)
        let values = try parsed.replay(.sha256)
        let digests = (0..<extends).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 32) }
        let timings = try await Comparison()([
            Candidate("bare: \(extends) extends") { count in
                for _ in 0..<count {
                    var register = [UInt8](repeating: 0, count: 32)
                    for digest in digests {
                        var hasher = SHA256()
                        hasher.update(data: register)
                        hasher.update(data: digest)
                        register = Array(hasher.finalize())
                    }
                    guard register != digests[0] else { throw WrongOutcome("extends") }
                }
            },
            Candidate("replay of a parsed log") { count in
                for _ in 0..<count where try parsed.replay(.sha256) != values { throw WrongOutcome("replay") }
            },
            Candidate("parse and verify against quoted PCRs") { count in
                for _ in 0..<count {
                    let verification = try EventLog(parsing: log).verified(against: [.sha256: values])
                    guard verification.holds else { throw WrongOutcome("verify") }
                }
            },
            Candidate("the same, and every event's data hashed") { count in
                for _ in 0..<count {
                    let verification = try EventLog(parsing: log).verified(against: [.sha256: values])
                    guard verification.holds, verification.events.contradictions.isEmpty else {
                        throw WrongOutcome("hash")
                    }
                }
            },
        ])
        var table = Table(
            "Event log: \(parsed.eventCount) events, \(log.count) octets, banks SHA-256 and SHA-384, one replayed",
            "",
            "µs a log",
            "events a second",
            "MB/s",
            "of bare"
        )
        for timing in timings {
            table.add(
                timing.name,
                Table.microseconds(timing.median),
                Table.rate(Double(extends) / timing.median),
                timing.name == timings[0].name ? "" : Table.number(Double(log.count) / timing.median / 1e6, 1),
                timing.name == timings[0].name ? "" : Table.number(timing.speed(against: timings[0]))
            )
        }
        table.print()
    }

    /// A log in the proportions of a PC's: some 150 events, a dbx variable of 20 KiB among many small ones.
    private static func sample() throws -> (log: [UInt8], extends: Int) {
        var log = try EventLogWriter(banks: [.sha256, .sha384])
        var extends = 0
        func append(_ pcr: Int, _ type: EventType, _ octets: Int) throws {
            let data = (0..<octets).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ extends) }
            try log.append(pcr: pcr, type: type, measuring: data)
            extends += 1
        }
        try append(0, .sCRTMVersion, 48)
        for size in [60, 1_500, 1_600, 3_200, 20_000] { try append(7, .efiVariableDriverConfig, size) }
        for _ in 0..<40 { try append(1, .platformConfigFlags, 120) }
        for _ in 0..<30 { try append(2, .efiGPTEvent, 180) }
        for pcr in 0..<8 {
            try log.append(pcr: pcr, type: .separator, measuring: [0, 0, 0, 0])
            extends += 1
        }
        for _ in 0..<66 { try append(8, .eventTag, 150) }
        return (log.bytes, extends)
    }
}
