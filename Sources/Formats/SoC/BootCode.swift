/// Why a boot went as it did, in 32 bits: what the ROM tells the block and prints on its console. Extend only; a number is
/// never used for something else.
///
/// The upper half says where in the boot flow, the lower half what.
public struct BootCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    // 0x00..: where things went well.
    public static var started: BootCode { BootCode(rawValue: 0x0000_0001) }
    public static var applicationStarted: BootCode { BootCode(rawValue: 0x0000_0002) }
    public static var provisioning: BootCode { BootCode(rawValue: 0x0000_0003) }
    public static var recovered: BootCode { BootCode(rawValue: 0x0000_0004) }

    // 0x01..: self-test.
    public static var romIntegrity: BootCode { BootCode(rawValue: 0x0001_0001) }
    public static var knownAnswerHash: BootCode { BootCode(rawValue: 0x0001_0002) }
    public static var knownAnswerSignature: BootCode { BootCode(rawValue: 0x0001_0003) }
    public static var knownAnswerLattice: BootCode { BootCode(rawValue: 0x0001_0004) }

    // 0x02..: mailbox.
    public static var mailboxDamaged: BootCode { BootCode(rawValue: 0x0002_0001) }
    public static var mailboxRefused: BootCode { BootCode(rawValue: 0x0002_0002) }

    // 0x03..: lifecycle and fuses.
    public static var lifecycleUnknown: BootCode { BootCode(rawValue: 0x0003_0001) }
    public static var retired: BootCode { BootCode(rawValue: 0x0003_0002) }
    public static var fusesTorn: BootCode { BootCode(rawValue: 0x0003_0003) }
    public static var noRootKey: BootCode { BootCode(rawValue: 0x0003_0004) }

    // 0x04..: slots.
    public static var noSlot: BootCode { BootCode(rawValue: 0x0004_0001) }
    public static var slotUnreadable: BootCode { BootCode(rawValue: 0x0004_0002) }

    // 0x05..: the image.
    public static var imageMagic: BootCode { BootCode(rawValue: 0x0005_0001) }
    public static var imageBounds: BootCode { BootCode(rawValue: 0x0005_0002) }
    public static var imageFlags: BootCode { BootCode(rawValue: 0x0005_0003) }
    public static var imageLoadAddress: BootCode { BootCode(rawValue: 0x0005_0004) }
    public static var imageTLV: BootCode { BootCode(rawValue: 0x0005_0005) }
    public static var imageTLVDuplicate: BootCode { BootCode(rawValue: 0x0005_0006) }
    public static var imageTLVUnexpected: BootCode { BootCode(rawValue: 0x0005_0007) }
    public static var imageTLVMissing: BootCode { BootCode(rawValue: 0x0005_0008) }
    public static var imageHash: BootCode { BootCode(rawValue: 0x0005_0009) }
    public static var imageKeyUnknown: BootCode { BootCode(rawValue: 0x0005_000A) }
    public static var imageKeyRevoked: BootCode { BootCode(rawValue: 0x0005_000B) }
    public static var imageSignatureForm: BootCode { BootCode(rawValue: 0x0005_000C) }
    public static var imageSignature: BootCode { BootCode(rawValue: 0x0005_000D) }
    public static var imageHybridMissing: BootCode { BootCode(rawValue: 0x0005_000E) }
    public static var imageHybridSignature: BootCode { BootCode(rawValue: 0x0005_000F) }
    public static var imageCounter: BootCode { BootCode(rawValue: 0x0005_0010) }
    public static var imageEntry: BootCode { BootCode(rawValue: 0x0005_0011) }

    // 0x06..: what only a fault or an attack brings about.
    public static var flowBroken: BootCode { BootCode(rawValue: 0x0006_0001) }
    public static var decisionsDiffer: BootCode { BootCode(rawValue: 0x0006_0002) }
    public static var exception: BootCode { BootCode(rawValue: 0x0006_0003) }
    public static var secureFault: BootCode { BootCode(rawValue: 0x0006_0004) }
    public static var applicationFault: BootCode { BootCode(rawValue: 0x0006_0005) }

    // 0x07..: recovery over the console.
    public static var recoveryWaiting: BootCode { BootCode(rawValue: 0x0007_0001) }
    public static var recoveryRefused: BootCode { BootCode(rawValue: 0x0007_0002) }
}
