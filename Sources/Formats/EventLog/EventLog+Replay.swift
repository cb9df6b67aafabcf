public import Digests

extension EventLog {
    /// The PCR values that the log leads to in one bank: one for each PCR that it extends.
    ///
    /// These are computed from unauthenticated input. They mean something only when they equal quoted values, which is
    /// what ``verified(against:)`` asks.
    public func replay(_ bank: HashAlgorithm) throws(ReplayObstacle) -> [Int: [UInt8]] {
        let replay = try replayed(bank)
        if let first = replay.missing.values.min() { throw .digestMissing(event: first) }
        var values: [Int: [UInt8]] = [:]
        for pcr in replay.extended { values[pcr] = replay.registers[pcr] }
        return values
    }

    /// One pass over the log.
    struct Replay {
        /// One value for each PCR; for those that no event extends, the value after reset.
        var registers: [[UInt8]]
        var extended: Set<Int> = []
        /// PCRs that cannot be replayed, with the first event that has no digest in this bank.
        var missing: [Int: Int] = [:]
    }

    func replayed(_ bank: HashAlgorithm) throws(ReplayObstacle) -> Replay {
        guard let column = banks.firstIndex(of: bank) else { throw .bankNotInLog }
        guard bank.isComputable, let size = bank.digestSize else { throw .notComputable }
        var replay = Replay(registers: (0..<EventLogLimits.pcrs).map { resetValue($0, size) })
        for (index, record) in records.enumerated() where record.type != .noAction {
            let pcr = Int(record.pcr)
            guard let digest = digest(index, bank: column) else {
                if replay.missing[pcr] == nil { replay.missing[pcr] = index + eventOffset }
                continue
            }
            if replay.extended.insert(pcr).inserted {
                start(pcr, record.type, &replay.registers[pcr])
            }
            do {
                try bank.extend(&replay.registers[pcr], with: digest)
            } catch {
                throw .notComputable
            }
        }
        return replay
    }

    /// The number of the first record in the whole log: the header counts as event 0.
    var eventOffset: Int { header == nil ? 0 : 1 }

    private static let dynamicPCRs = 17...22

    /// Corrects the value that a PCR had before its first event, where that event tells.
    private func start(_ pcr: Int, _ type: EventType, _ register: inout [UInt8]) {
        if Self.dynamicPCRs.contains(pcr) {
            // Events in these PCRs follow a dynamic launch, which sets them to zero (PC Client PTP, "PCR attributes").
            register = [UInt8](repeating: 0, count: register.count)
        } else if pcr == 0, type == .efiHCRTMEvent, startupLocality == nil {
            // The H-CRTM sequence before TPM2_Startup sets PCR 0 to 4 (Part 1, "H-CRTM Event Sequence").
            register[register.count - 1] = 4
        }
    }

    /// After TPM2_Startup (PC Client PTP, "PCR attributes"): all ones for the dynamic PCRs, else zero, with PCR 0 ending in the startup locality.
    private func resetValue(_ pcr: Int, _ size: Int) -> [UInt8] {
        var value = [UInt8](repeating: Self.dynamicPCRs.contains(pcr) ? 0xFF : 0, count: size)
        if pcr == 0, let startupLocality { value[size - 1] = startupLocality.locality }
        return value
    }
}
