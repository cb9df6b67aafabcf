/// A root of trust as it presents itself: which kind, whose part, and whether it is silicon at all.
public struct Root: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable {
        /// A TPM 2.0, discrete, firmware, virtual or emulated.
        case tpm2
        /// A root of trust of the Platform Security Architecture: an instance key that signs tokens, and a chain of DICE.
        case psa
    }

    /// The roles of a root of trust; each is judged separately (NIST SP 800-193, GlobalPlatform RoT definitions).
    public enum Role: String, Sendable, Codable, CaseIterable {
        case verify, measure, store, report, update, recover
    }

    public var kind: Kind
    /// As the part says it: for a TPM, TPM_PT_MANUFACTURER. For a PSA root, who issued its instance's certificate.
    public var manufacturer: String
    /// As the part says it: for a TPM, the TPM_PT_VENDOR_STRING octets. For a PSA root, its implementation id in
    /// hexadecimal.
    public var model: String
    public var firmwareVersion: UInt64
    /// Whether this root is an emulation. Nothing that it shows can raise a verdict above "claim only".
    public var simulated: Bool

    public init(kind: Kind, manufacturer: String, model: String, firmwareVersion: UInt64, simulated: Bool) {
        self.kind = kind
        self.manufacturer = manufacturer
        self.model = model
        self.firmwareVersion = firmwareVersion
        self.simulated = simulated
    }
}
