/// The parts of a chip that commands name (HABv4 API reference, 6.4).
public enum HABEngine: UInt8, Sendable, CaseIterable {
    case any = 0
    case dcp = 0x1B
    case caam = 0x1D
    case snvs = 0x1E
    case ocotp = 0x21
    case software = 0xFF

    /// Whether it can hash and verify.
    var verifies: Bool { self == .any || self == .dcp || self == .caam || self == .software }
}
