import SoC

/// Where the device stands, as the block says it.
enum LifecycleState {
    /// - Throws: ``BootCode/retired`` and ``BootCode/lifecycleUnknown``: nothing boots.
    @inline(never)
    static func read(_ mailbox: inout Mailbox) throws(BootStop) -> Lifecycle {
        let nothing = InlineArray<0, UInt8>(repeating: 0)
        try mailbox.demand(.status, nothing.span, count: DeviceStatus.size)
        let status = Memory.octets(at: WorkingMemory.frame, count: DeviceStatus.size)
        let lifecycle = Lifecycle(rawValue: status.word(at: 0))
        guard lifecycle.isKnown else { throw try end(.lifecycleUnknown, lifecycle.rawValue, &mailbox) }
        guard lifecycle != .retired else { throw try end(.retired, lifecycle.rawValue, &mailbox) }
        // Torn fuses are told, and judged where they are read.
        let torn = status.word(at: 12)
        if torn != 0 { try mailbox.report(.fusesTorn, torn) }
        BootFlow.boot.pass(BootFlow.Step.lifecycle)
        return lifecycle
    }

    /// Reports the code, which then is the end.
    @inline(never)
    static func end(_ code: BootCode, _ detail: UInt32, _ mailbox: inout Mailbox) throws(BootStop) -> BootStop {
        try mailbox.report(code, detail)
        return BootStop(code, detail)
    }
}
