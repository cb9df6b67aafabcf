import SoC

/// The slot that this boot came from, and the application in it.
enum BootSlot {
    /// Asks for the first octet of each: the block reads to this layer only from the slot that was booted.
    ///
    /// - Returns: nil when there is none: this firmware came over the console.
    @inline(never)
    static func find() throws(BootStop) -> UInt8? {
        for number in 0..<Slot.count {
            let slot = UInt8(truncatingIfNeeded: number)
            if try read(slot, 0, 1, to: WorkingMemory.frame).isDone { return slot }
        }
        return nil
    }

    /// Copies the application to where it runs, by the secure alias: until the place is opened to the other world, nobody else
    /// reaches it, and nothing changes between check and use.
    ///
    /// How much there is, the block does not say to this layer: what is refused as too long is asked for in halves.
    ///
    /// - Returns: octets.
    @inline(never)
    static func load(_ slot: UInt8) throws(BootStop) -> UInt32 {
        var place: UInt32 = 0
        var count: UInt32 = 4096
        while count > 0, place < MemoryMap.imageLimit {
            let answer = try read(
                slot,
                MemoryMap.applicationOffset &+ place,
                count,
                to: MemoryMap.applicationBySecureAlias &+ place
            )
            if answer.isDone {
                guard answer.count == Int(count) else { throw BootStop(.slotUnreadable, UInt32(slot)) }
                place &+= count
            } else {
                guard answer.status == MailboxStatus.malformed.rawValue else {
                    throw BootStop(.slotUnreadable, UInt32(slot))
                }
                count >>= 1
            }
        }
        guard place > 0 else { throw BootStop(.slotUnreadable, UInt32(slot)) }
        return place
    }

    @inline(never)
    private static func read(
        _ slot: UInt8,
        _ offset: UInt32,
        _ count: UInt32,
        to address: UInt32
    ) throws(BootStop) -> MailboxAnswer {
        var request = InlineArray<12, UInt8>(repeating: 0)
        request.store(UInt32(slot), at: 0)
        request.store(offset, at: 4)
        request.store(count, at: 8)
        return try Block.request(MailboxCommand.readSlot.rawValue, request.span, to: address, limit: Int(count))
    }
}
