/// Where a private key lives, whether it can leave, what it may do, and who says so.
public struct KeyHome: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable {
        /// A file, encrypted under a passphrase.
        case software
        /// A token behind PKCS#11: an HSM, a secure element, or a program that plays one.
        case pkcs11
        /// A TPM 2.0.
        case tpm
    }

    /// What a private key may do besides being there.
    public enum Use: String, Sendable, Codable, CaseIterable {
        case sign, signRecover, decrypt, unwrap, derive
    }

    public var kind: Kind
    /// For a person: a path or a token's label; never a secret.
    public var location: String
    /// Whether the private key can be copied out of its home. What is not known counts as yes.
    public var exportable: Bool
    /// Whether the home is a program that plays hardware, such as SoftHSM or swtpm: its key is a software key.
    public var simulated: Bool
    /// What the key may do; a signing key that may do more than sign is a weak one.
    public var uses: Set<Use>
    /// Who says all this, for a person: nothing here is proven by an attestation.
    public var statedBy: String

    public init(
        kind: Kind,
        location: String,
        exportable: Bool,
        simulated: Bool = false,
        uses: Set<Use> = [.sign],
        statedBy: String = "Bedplate: it is how the key is kept"
    ) {
        self.kind = kind
        self.location = location
        self.exportable = exportable
        self.simulated = simulated
        self.uses = uses
        self.statedBy = statedBy
    }

    /// Whether the key ever lies in the memory of a computer like this one, or could be made to: not fit for what must be
    /// held in hardware.
    public var isSoftware: Bool { kind == .software || simulated || exportable }
}
