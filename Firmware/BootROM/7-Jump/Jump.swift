import BootImage
import SoC

/// The address is derived from everything that was to be: a step that was left out leads nowhere.
enum Jump {
    @inline(never)
    static func start(_ verification: ImageVerification) -> Never {
        #if UNHARDENED
        boot_enter(
            verification.entry,
            verification.stack,
            MemoryMap.secureFirmware &+ UInt32(ImagePolicy.headerSize),
            MemoryMap.secureRAM
        )
        #else
        let difference = BootFlow.bootDifference | BootFlow.imageDifference
        guard difference == 0 else { halt(BootStop(.flowBroken, 2)) }
        boot_jump(
            verification.entry ^ BootFlow.bootDifference ^ BootFlow.imageDifference,
            verification.stack,
            MemoryMap.secureFirmware &+ UInt32(ImagePolicy.headerSize),
            MemoryMap.secureRAM
        )
        #endif
        // It does not return.
        halt(BootStop(.flowBroken, 3))
    }
}

#if UNHARDENED
@_extern(c, "boot_enter")
private func boot_enter(_ entry: UInt32, _ stack: UInt32, _ vectors: UInt32, _ stackLimit: UInt32)
#else
@_extern(c, "boot_jump")
private func boot_jump(_ entry: UInt32, _ stack: UInt32, _ vectors: UInt32, _ stackLimit: UInt32)
#endif
