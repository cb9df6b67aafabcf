/// What came of a fault, as it is seen from outside the device.
public enum FaultVerdict: String, CaseIterable, Codable, Sendable {
    /// The ROM said why it does not take the image, and waits for another one.
    case refused
    /// It waits for another image and did not say why: the fault took the attempt away.
    case recovered
    /// It stopped for good, and said so.
    case halted
    /// The processor faulted, in the ROM's handler or for good.
    case crashed
    /// Nothing more came.
    case hung
    /// Code ran that nobody signed for this device, or the block measured it.
    case bypassed
}
