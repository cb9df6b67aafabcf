import BootImage
import SoC

/// What nobody verified, and what the ROM worked with, is gone before the firmware starts.
enum Lock {
    /// - Parameters:
    ///   - covered: octets of the image that its signature covers.
    ///   - nextRequest: the number that the block expects next; all that is handed over.
    @inline(never)
    static func run(_ covered: Int, _ nextRequest: UInt16) {
        Register(MemoryMap.nextRequest).store(UInt32(nextRequest))
        // Unprotected TLVs and the slot's rest: octets that an attacker may have chosen, in memory that can be executed.
        #if WITHOUT_CLEARING
        BootFlow.image.pass(BootFlow.Step.locked)
        #else
        var place = MemoryMap.secureFirmware &+ UInt32(truncatingIfNeeded: covered)
        let aligned = (place &+ 3) & ~3
        while place < aligned {
            Memory.store(0, at: place)
            place &+= 1
        }
        let end = MemoryMap.secureFirmware &+ MemoryMap.imageLimit
        let difference =
            (Memory.clear(from: aligned, to: end) ^ end)
            | (Memory.clear(from: WorkingMemory.frame, to: WorkingMemory.stackLimit) ^ WorkingMemory.stackLimit)
        BootFlow.image.pass(BootFlow.Step.locked ^ difference)
        #endif
    }
}
