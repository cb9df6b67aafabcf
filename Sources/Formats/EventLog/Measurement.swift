internal import Digests

/// A measurement that the profile fixes to the octet, so that the digest alone says what it is, whatever the event's
/// type and data claim.
public enum Measurement: Hashable, Sendable {
    /// EV_SEPARATOR before the operating system is called: 0x00000000.
    case separator
    /// EV_SEPARATOR with 0xFFFFFFFF, the other value that the profile allows for the same.
    case separatorOnes
    /// EV_SEPARATOR with 0x00000001: the firmware had an error, and the platform must not be trusted.
    case errorSeparator
    /// EV_EFI_ACTION or EV_ACTION with one of the profile's texts.
    case action(String)

    public static let callingApplication = Measurement.action("Calling EFI Application from Boot Option")
    public static let returningFromApplication = Measurement.action("Returning from EFI Application from Boot Option")
    public static let exitBootServicesInvocation = Measurement.action("Exit Boot Services Invocation")
    public static let exitBootServicesSuccess = Measurement.action("Exit Boot Services Returned with Success")
    public static let exitBootServicesFailure = Measurement.action("Exit Boot Services Returned with Failure")
    public static let debugMode = Measurement.action("UEFI Debug Mode")
    public static let dmaProtectionDisabled = Measurement.action("DMA Protection Disabled")

    /// As the profile lists them for PCRs 0 to 7.
    public static let all: [Measurement] = [
        .separator, .separatorOnes, .errorSeparator, .callingApplication, .returningFromApplication,
        .exitBootServicesInvocation, .exitBootServicesSuccess, .exitBootServicesFailure, .debugMode,
        .dmaProtectionDisabled,
    ]

    public var isSeparator: Bool {
        switch self {
        case .separator, .separatorOnes, .errorSeparator: true
        case .action: false
        }
    }

    /// The octets that were hashed.
    public var data: [UInt8] {
        switch self {
        case .separator: [0, 0, 0, 0]
        case .separatorOnes: [0xFF, 0xFF, 0xFF, 0xFF]
        case .errorSeparator: [1, 0, 0, 0]
        case .action(let text): Array(text.utf8)
        }
    }

    func digest(_ bank: HashAlgorithm) -> [UInt8]? { try? bank.digest(data) }

    /// The measurement that has this digest in this bank.
    static func withDigest(_ digest: [UInt8], _ bank: HashAlgorithm) -> Measurement? { table[bank]?[digest] }

    private static let table: [HashAlgorithm: [[UInt8]: Measurement]] = {
        var table: [HashAlgorithm: [[UInt8]: Measurement]] = [:]
        for bank in HashAlgorithm.computable {
            for measurement in all {
                if let digest = measurement.digest(bank) { table[bank, default: [:]][digest] = measurement }
            }
        }
        return table
    }()
}
