import BootCrypto
import BootImage
import SoC

/// From the application in its slot to its first instruction.
enum ApplicationStart {
    /// - Throws: why the application is not started.
    @inline(never)
    static func run(_ slot: UInt8) throws(BootStop) {
        let policy = try ApplicationPolicy.read()
        let count = try BootSlot.load(slot)
        let verification = ImageVerification(
            Memory.octets(at: MemoryMap.applicationBySecureAlias, count: Int(count)),
            policy,
            workspace: Memory.numbers(at: WorkingMemory.workspace, count: MLDSA65.workspaceSize)
        )
        Register(WorkingMemory.firstDecision).store(verification.first.rawValue)
        Register(WorkingMemory.secondDecision).store(verification.second.rawValue)
        guard verification.first.isGranted, verification.second.isGranted else {
            throw BootStop(verification.code, UInt32(slot))
        }
        try measure(verification)
        try Block.report(.applicationStarted, UInt32(slot))
        ConsoleReport.write(.applicationStarted, UInt32(slot))
        clean(verification.layout.covered)
        Isolation.set()
        // VTOR_NS: behind the header.
        Register(0xE002_ED08).store(MemoryMap.application &+ UInt32(ImagePolicy.headerSize))
        // A decision that is not granted by now leads nowhere.
        enter_application(verification.entry ^ decisionDifference, verification.stack)
        throw BootStop(.applicationFault, 0)
    }

    /// In which bits the decisions, as memory holds them now, are not granted.
    private static var decisionDifference: UInt32 {
        let granted = Decision.granted.rawValue
        return (Register(WorkingMemory.firstDecision).load() ^ granted)
            | (Register(WorkingMemory.secondDecision).load() ^ granted)
    }

    /// The block derives the application's secret and forgets this layer's.
    @inline(never)
    private static func measure(_ verification: ImageVerification) throws(BootStop) {
        // The octets of a LayerMeasurement, whose type holds arrays.
        var octets = InlineArray<76, UInt8>(repeating: 0)
        for place in 0..<32 {
            octets[place] = verification.digest[place]
            octets[32 &+ place] = verification.signer[place]
        }
        octets.store(verification.counter, at: 64)
        // As the header has it, verified by now.
        let version = Memory.octets(at: MemoryMap.applicationBySecureAlias &+ 20, count: 8)
        for place in 0..<8 { octets[68 &+ place] = version[place] }
        try Block.demand(.advance, octets.span, count: 0)
    }

    /// What nobody verified, and what memory held before, is gone before the application starts.
    @inline(never)
    private static func clean(_ covered: Int) {
        var place = MemoryMap.applicationBySecureAlias &+ UInt32(truncatingIfNeeded: covered)
        while place & 3 != 0 {
            Memory.store(0, at: place)
            place &+= 1
        }
        Memory.clear(from: place, to: MemoryMap.applicationBySecureAlias &+ MemoryMap.imageLimit)
        Memory.clear(from: WorkingMemory.frame, to: WorkingMemory.stackLimit)
    }
}

@_extern(c, "enter_application")
private func enter_application(_ entry: UInt32, _ stack: UInt32)
