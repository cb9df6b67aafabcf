import BootCrypto
import BootImage
import SoC

/// From an image in memory to its start. All that is between lies on one straight path.
enum Verification {
    /// - Parameters:
    ///   - count: octets that were loaded.
    ///   - slot: for the report.
    ///   - code: what a start is called.
    /// - Throws: why the image is refused. Does not return if it is not.
    @inline(never)
    static func start(
        _ count: UInt32,
        _ slot: UInt32,
        _ code: BootCode,
        _ policy: ImagePolicy,
        _ mailbox: inout Mailbox
    ) throws(BootStop) {
        Stopwatch.start()
        BootFlow.image.pass(BootFlow.Step.loaded)
        let verification = ImageVerification(
            Memory.octets(at: MemoryMap.secureFirmware, count: Int(count)),
            policy,
            workspace: Memory.numbers(at: WorkingMemory.workspace, count: MLDSA65.workspaceSize)
        )
        #if UNHARDENED
        guard verification.first.isGranted else { throw BootStop(verification.code) }
        #else
        Register(WorkingMemory.firstDecision).store(verification.first.rawValue)
        Register(WorkingMemory.secondDecision).store(verification.second.rawValue)
        guard verification.first.isGranted, verification.second.isGranted else { throw BootStop(verification.code) }
        // Through memory, so that what the branch above knew is not known here.
        guard decisionDifference == 0, BootFlow.loadedDifference | BootFlow.bootDifference == 0 else {
            throw BootStop(.flowBroken, 1)
        }
        BootFlow.image.pass(BootFlow.Step.verified ^ decisionDifference)
        #endif
        #if WITHOUT_SINGLE_READ
        try Slots.loadAgain(UInt8(truncatingIfNeeded: slot), count, &mailbox)
        #endif
        try Measurement.advance(verification, &mailbox)
        try mailbox.report(code, slot << 24 | WorkingMemory.stackDepth())
        Lock.run(verification.layout.covered, mailbox.sequence)
        Jump.start(verification)
    }

    /// In which bits the decisions, as memory holds them now, are not granted.
    @inline(__always)
    private static var decisionDifference: UInt32 {
        let granted = Decision.granted.rawValue
        return (Register(WorkingMemory.firstDecision).load() ^ granted)
            | (Register(WorkingMemory.secondDecision).load() ^ granted)
    }
}
