import BootImage
import SoC

/// The block says which slot is to be tried; each is tried once.
enum Slots {
    /// Returns when no slot is left.
    @inline(never)
    static func tryAll(_ policy: ImagePolicy, _ mailbox: inout Mailbox) throws(BootStop) {
        let nothing = InlineArray<0, UInt8>(repeating: 0)
        // The block names each once, and then none; that it comes to an end does not depend on it.
        for attempt in 0...Slot.count {
            try mailbox.demand(.nextSlot, nothing.span, count: 8)
            let answer = Memory.octets(at: WorkingMemory.frame, count: 8)
            let slot = answer[0]
            let size = answer.word(at: 4)
            if slot == 0xFF || attempt == Slot.count { break }
            BootFlow.image.begin()
            do throws(BootStop) {
                let count = try load(slot, size, &mailbox)
                try Verification.start(count, UInt32(slot), .started, policy, &mailbox)
            } catch {
                // What is wrong with the mailbox is wrong with every slot.
                guard error.code != .mailboxDamaged, error.code != .mailboxRefused else { throw error }
                try mailbox.report(error.code, UInt32(slot))
            }
        }
        try mailbox.report(.noSlot, 0)
    }

    /// Copies a slot's secure firmware to where it runs, and so to where it is verified: nobody else writes there, and nothing
    /// can change between.
    ///
    /// - Returns: octets.
    @inline(never)
    private static func load(_ slot: UInt8, _ size: UInt32, _ mailbox: inout Mailbox) throws(BootStop) -> UInt32 {
        let end = min(size, MemoryMap.imageLimit)
        var place: UInt32 = 0
        while place < end {
            let count = min(end &- place, 4096)
            var request = InlineArray<12, UInt8>(repeating: 0)
            request.store(UInt32(slot), at: 0)
            request.store(place, at: 4)
            request.store(count, at: 8)
            let answer = try mailbox.request(
                MailboxCommand.readSlot.rawValue,
                request.span,
                to: MemoryMap.secureFirmware &+ place,
                limit: Int(count)
            )
            guard answer.isDone, answer.count == Int(count) else { throw BootStop(.slotUnreadable) }
            place &+= count
        }
        return place
    }

    #if WITHOUT_SINGLE_READ
    /// What a ROM does that verifies in one place and runs from another.
    @inline(never)
    static func loadAgain(_ slot: UInt8, _ size: UInt32, _ mailbox: inout Mailbox) throws(BootStop) {
        _ = try load(slot, size, &mailbox)
    }
    #endif
}
