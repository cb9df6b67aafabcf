internal import SoC

extension FuseAndKeyBlock {
    /// Names the slot to try: the newest pending one, then confirmed ones, then recovery, each once in a boot.
    mutating func nextSlot() throws(MailboxStatus) -> [UInt8] {
        // What is being tried now, or was when the device started again without a confirmation, has failed.
        for slot in [Slot.a, .b] where journal[slot].state == .trying {
            journal[slot].state = has(.trial) ? .failed : .pending
        }
        guard let slot = candidate() else {
            if try storedJournal() != journal { try keepJournal() }
            registers.isExhausted = true
            return [0xFF, SlotState.empty.rawValue, 0, 0, 0, 0, 0, 0]
        }
        if journal[slot].state == .pending { journal[slot].state = .trying }
        if try storedJournal() != journal { try keepJournal() }
        registers.tried.append(slot)
        let entry = journal[slot]
        return [slot.rawValue, entry.state.rawValue, 0, 0] + LittleEndian.octets([entry.count])
    }

    private func candidate() -> Slot? {
        let left = [Slot.a, .b].filter { !registers.tried.contains($0) }.sorted {
            journal[$0].order > journal[$1].order
        }
        let images = left.filter { journal[$0].state == .pending } + left.filter { journal[$0].state == .confirmed }
        if let first = images.first { return first }
        // Recovery is never tried and never fails: nothing stands behind it.
        return registers.tried.contains(.recovery) || journal[.recovery].state != .confirmed ? nil : .recovery
    }

    func read(_ slot: Slot, _ range: Range<Int>) throws(MailboxStatus) -> [UInt8] {
        guard registers.layer == 0 || slot == registers.bootSlot else { throw .wrongLayer }
        guard journal[slot].state != .empty else { throw .absent }
        guard range.upperBound <= Int(journal[slot].count) else { throw .malformed }
        do throws(StorageFailure) { return try storage.read(.slot(slot), range) } catch { throw .failed }
    }

    /// The journal first: an image is gone before its octets are.
    mutating func erase(_ slot: Slot, _ lifecycle: Lifecycle) throws(MailboxStatus) {
        try requireWritable(slot, lifecycle)
        if journal[slot].state != .empty {
            journal[slot] = SlotJournal.Entry()
            try keepJournal()
        }
        try store([UInt8](repeating: 0xFF, count: Slot.size), in: slot, at: 0)
        registers.written[slot] = 0
    }

    mutating func write(
        _ slot: Slot,
        _ offset: Int,
        _ octets: [UInt8],
        _ lifecycle: Lifecycle
    ) throws(MailboxStatus) {
        try requireWritable(slot, lifecycle)
        guard let end = registers.written[slot] else { throw .locked }
        guard offset == end else { throw .malformed }
        try store(octets, in: slot, at: offset)
        registers.written[slot] = offset + octets.count
    }

    mutating func finish(_ slot: Slot, _ lifecycle: Lifecycle) throws(MailboxStatus) {
        try requireWritable(slot, lifecycle)
        guard let count = registers.written[slot] else { throw .locked }
        guard count > 0 else { throw .absent }
        // What the station writes is not tried once: there is nothing to go back to.
        let state: SlotState = slot == .recovery || lifecycle.isOpen ? .confirmed : .pending
        journal[slot] = SlotJournal.Entry(state: state, count: UInt32(count), order: journal.nextOrder)
        try keepJournal()
        registers.written[slot] = nil
    }

    /// Confirms the slot that is booted, then burns the counters up to what was measured.
    ///
    /// In this order: were it the other one, a power cut in between would leave an unconfirmed slot, which reverts to one
    /// that the counters refuse.
    mutating func confirm() throws(MailboxStatus) {
        if !has(.confirmOrder) { try burnCounters() }
        if let slot = registers.bootSlot, journal[slot].state == .trying {
            journal[slot].state = .confirmed
            try keepJournal()
        }
        if has(.counterBurn) { try burnCounters() }
    }

    private mutating func burnCounters() throws(MailboxStatus) {
        for (fuse, measurement) in zip([Fuse.secureCounter, .applicationCounter], registers.measurements) {
            try durably(Self.thermometer(measurement.securityCounter), into: fuse)
        }
    }

    /// As many bits as the number says, the lowest first; burned again, they complete what was interrupted.
    static func thermometer(_ number: UInt32) -> [UInt32] {
        (0..<Fuse.secureCounter.wordCount).map { word in
            let bits = min(max(Int(number) - 32 * word, 0), 32)
            return bits == 32 ? .max : (1 << UInt32(bits)) - 1
        }
    }

    /// - Throws: ``MailboxStatus/wrongLayer``, or ``MailboxStatus/locked`` for a slot that is not to be written now.
    private func requireWritable(_ slot: Slot, _ lifecycle: Lifecycle) throws(MailboxStatus) {
        if registers.layer == 0 {
            if lifecycle.isOpen { return }
            // In the field, only when nothing is left to boot.
            guard registers.isExhausted else { throw .wrongLayer }
            guard slot != .recovery else { throw .locked }
            return
        }
        let booted = registers.bootSlot
        guard slot != .recovery || !has(.recoverySlot), slot != booted || !has(.bootedSlot) else { throw .locked }
        // As long as this boot is not confirmed, what it would revert to stays.
        let isConfirmed = booted.map { journal[$0].state == .confirmed } ?? true
        guard isConfirmed || slot == booted || journal[slot].state != .confirmed else { throw .locked }
    }

    private func storedJournal() throws(MailboxStatus) -> SlotJournal {
        do throws(StorageFailure) { return try storage.journal() } catch { throw .failed }
    }

    private mutating func keepJournal() throws(MailboxStatus) {
        do throws(StorageFailure) { try storage.keep(&journal) } catch { throw .failed }
    }

    private mutating func store(_ octets: [UInt8], in slot: Slot, at offset: Int) throws(MailboxStatus) {
        do throws(StorageFailure) { try storage.write(octets, to: slot, at: offset) } catch { throw .failed }
    }
}
