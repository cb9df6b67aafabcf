public import Model

extension DeviceClock {
    /// Whether this clock may follow `previous`: counters never fall, the clock falls only over a reset that the TPM
    /// says lost time (Part 1, 36; TPMS_CLOCK_INFO, Part 2, 10.11.1), and the TPM's firmware is not older.
    public func judged(after previous: DeviceClock?) -> Judgement {
        var judgement = Judgement(reserving: 4)
        guard let previous else { return judgement }
        guard
            judgement.check(
                resetCount >= previous.resetCount,
                .quoteReset,
                "the reset counter did not run backwards; a lower one means a cleared or copied TPM: enrol again",
                expected: "at least \(previous.resetCount)",
                found: "\(resetCount)"
            )
        else { return judgement }
        if resetCount == previous.resetCount {
            judgement.check(
                restartCount >= previous.restartCount,
                .quoteRestart,
                "the restart counter did not run backwards",
                expected: "at least \(previous.restartCount)",
                found: "\(restartCount)"
            )
            judgement.check(
                clock >= previous.clock,
                .quoteClock,
                "the clock did not run backwards",
                expected: "at least \(previous.clock) ms",
                found: "\(clock) ms"
            )
        } else {
            judgement.check(
                clock >= previous.clock || !safe,
                .quoteClock,
                "the clock fell only over a reset that lost time (safe = NO)",
                expected: "at least \(previous.clock) ms",
                found: "\(clock) ms, safe = YES"
            )
        }
        judgement.check(
            firmwareVersion >= previous.firmwareVersion,
            .quoteFirmware,
            "the TPM's firmware is not older than before",
            expected: "at least \(version(previous.firmwareVersion))",
            found: version(firmwareVersion)
        )
        if firmwareVersion > previous.firmwareVersion {
            judgement.add(
                Finding(
                    .quoteFirmware,
                    .noted,
                    claim: "the TPM's firmware is newer than at the last quote",
                    expected: version(previous.firmwareVersion),
                    found: version(firmwareVersion)
                )
            )
        }
        return judgement
    }

    private func version(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
}
