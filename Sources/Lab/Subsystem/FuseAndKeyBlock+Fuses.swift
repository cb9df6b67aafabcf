internal import SoC

extension FuseAndKeyBlock {
    func read(_ fuse: Fuse) throws(MailboxStatus) -> [UInt8] {
        guard fuse.isReadable || !has(.secretUnreadable) else { throw .locked }
        let reading = try reading(fuse)
        switch reading.condition {
        case .unburned: throw .absent
        case .broken, .destroyed: throw .invalid
        case .whole: return LittleEndian.octets(reading.words)
        }
    }

    /// - Parameter words: the value, without a check word.
    mutating func burn(_ fuse: Fuse, _ words: [UInt32]) throws(MailboxStatus) {
        guard fuse.isBurnedDirectly, try !isLocked(fuse) || !has(.locks) else { throw .locked }
        guard fuse.hasCheck else { return try durably(words, into: fuse) }
        let reading = try reading(fuse)
        let value = words + [FuseReading.check(words)]
        switch reading.condition {
        // Another value over a whole one would be neither of them.
        case .whole: guard reading.words == value else { throw .locked }
        case .unburned: break
        // The same again completes it; what has other bits is not the same.
        case .broken, .destroyed:
            guard zip(reading.anyBits, value).allSatisfy({ $0 & ~$1 == 0 }) else { throw .invalid }
        }
        try durably(value, into: fuse)
    }

    mutating func lock(_ fuse: Fuse) throws(MailboxStatus) {
        guard fuse.isBurnedDirectly else { throw .locked }
        guard try !reading(fuse).isTorn else { throw .invalid }
        try durably([1 << UInt32(fuse.rawValue)], into: .locks)
    }

    func isLocked(_ fuse: Fuse) throws(MailboxStatus) -> Bool {
        try reading(.locks).words[0] >> UInt32(fuse.rawValue) & 1 == 1
    }

    /// Burns bits where nothing speaks against it any more.
    mutating func durably(_ words: [UInt32], into fuse: Fuse) throws(MailboxStatus) {
        do throws(StorageFailure) {
            try storage.burn(words, into: fuse, clearing: !has(.bitsOnlySet))
        } catch { throw .failed }
    }
}
