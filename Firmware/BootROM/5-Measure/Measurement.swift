import BootImage
import SoC

/// Tells the block what comes next. It derives that layer's secret and forgets this one's: from here on nothing of the ROM's
/// can be asked for.
enum Measurement {
    @inline(never)
    static func advance(_ verification: ImageVerification, _ mailbox: inout Mailbox) throws(BootStop) {
        // The octets of a LayerMeasurement, whose type holds arrays.
        var octets = InlineArray<76, UInt8>(repeating: 0)
        for place in 0..<32 {
            octets[place] = verification.digest[place]
            octets[32 &+ place] = verification.signer[place]
        }
        octets.store(verification.counter, at: 64)
        // As the header has it, verified by now.
        let version = Memory.octets(at: MemoryMap.secureFirmware &+ 20, count: 8)
        for place in 0..<8 { octets[68 &+ place] = version[place] }
        try mailbox.demand(.advance, octets.span, count: 0)
        BootFlow.image.pass(BootFlow.Step.measured)
    }
}
