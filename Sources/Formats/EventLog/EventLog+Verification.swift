public import Digests

extension EventLog {
    /// Replays the log against the values of one bank. See ``verified(against:)``.
    public func verified(bank: HashAlgorithm, pcrs: [Int: [UInt8]]) -> LogVerification {
        verified(against: [bank: pcrs])
    }

    /// Replays the log against PCR values.
    ///
    /// The values must be authentic (quoted by a TPM): that is not, and cannot be, checked here.
    ///
    /// - Parameter quoted: by bank, then PCR. A PCR that no event extends matches its value after reset.
    public func verified(against quoted: [HashAlgorithm: [Int: [UInt8]]]) -> LogVerification {
        var mismatches: [PCRMismatch] = []
        var used = errataUsed
        var banksOf: [Int: [Int]] = [:]
        for (bank, values) in quoted.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let replay: Replay
            do {
                replay = try replayed(bank)
            } catch {
                for (pcr, value) in values {
                    mismatches.append(PCRMismatch(pcr: pcr, bank: bank, replayed: nil, quoted: value, obstacle: error))
                }
                continue
            }
            for (pcr, value) in values {
                if let mismatch = compare(pcr, bank, replay, value, &used) {
                    mismatches.append(mismatch)
                } else if let column = banks.firstIndex(of: bank) {
                    banksOf[pcr, default: []].append(column)
                }
            }
        }
        for mismatch in mismatches { banksOf[mismatch.pcr] = nil }
        mismatches.sort { ($0.pcr, $0.bank.rawValue) < ($1.pcr, $1.bank.rawValue) }
        let events = VerifiedEvents(log: self, banksOf: banksOf)
        // Only this erratum is found by hashing an event's data, so only it costs a pass over them.
        if errata.contains(.shimAuthorityLength) { used.formUnion(events.compactMap(\.erratum)) }
        let quotedPCRs = Set(quoted.values.flatMap(\.keys))
        let extended = Set(records.lazy.filter { $0.type != .noAction }.map { Int($0.pcr) })
        return LogVerification(
            mismatches: mismatches,
            events: events,
            unquotedPCRs: extended.subtracting(quotedPCRs),
            errataUsed: used
        )
    }

    private func compare(
        _ pcr: Int,
        _ bank: HashAlgorithm,
        _ replay: Replay,
        _ quoted: [UInt8],
        _ used: inout Set<Erratum>
    ) -> PCRMismatch? {
        var mismatch = PCRMismatch(pcr: pcr, bank: bank, replayed: nil, quoted: quoted)
        guard replay.registers.indices.contains(pcr) else {
            mismatch.obstacle = .noSuchPCR
            return mismatch
        }
        if let event = replay.missing[pcr] {
            mismatch.obstacle = .digestMissing(event: event)
            return mismatch
        }
        let replayed = replay.registers[pcr]
        mismatch.replayed = replayed
        guard quoted.count == replayed.count else {
            mismatch.obstacle = .wrongSize
            return mismatch
        }
        if replayed == quoted { return nil }
        if pcr == 5, errata.contains(.exitBootServicesEventsMissing), exitBootServices(bank, replayed, quoted) {
            used.insert(.exitBootServicesEventsMissing)
            return nil
        }
        return mismatch
    }

    /// Whether one of the three sequences of ExitBootServices events leads from what the log says to what was quoted.
    private func exitBootServices(_ bank: HashAlgorithm, _ replayed: [UInt8], _ quoted: [UInt8]) -> Bool {
        let sequences: [[Measurement]] = [
            [.exitBootServicesInvocation, .exitBootServicesSuccess],
            [.exitBootServicesInvocation, .exitBootServicesFailure],
            [.exitBootServicesInvocation, .exitBootServicesFailure, .exitBootServicesSuccess],
        ]
        return sequences.contains { sequence in
            var value = replayed
            for measurement in sequence {
                guard let digest = measurement.digest(bank) else { return false }
                guard (try? bank.extend(&value, with: digest[...])) != nil else { return false }
            }
            return value == quoted
        }
    }
}
