internal import Digests

/// Implementation ids of devices that are emulations, whoever endorsed them.
public enum EmulatedImplementation {
    /// SHA-256 of the reference device's name.
    private static let known = [try? HashAlgorithm.sha256.digest(Array("Bedplate reference device, musca-b1, 1".utf8))]

    public static func contains(_ implementation: [UInt8]) -> Bool { known.contains(implementation) }
}
