/// What UEFI Secure Boot was configured to do during this boot, read from PCR 7 alone.
public struct SecureBootState: Hashable, Sendable {
    /// A key or list that let an image run.
    public struct Authority: Hashable, Sendable {
        /// The variable that held it: `db`, or one of shim's (`Shim`, `MokListTrusted`, `SbatLevel`).
        public var variable: UEFIVariable
        /// DER of the certificate, when the variable's contents are one.
        public var certificate: [UInt8]?
    }

    /// SecureBoot was 1.
    public var isEnabled: Bool
    /// No platform key is enrolled: anybody can change the keys.
    public var isSetupMode: Bool { platformKey.isEmpty }
    /// PK
    public var platformKey: SignatureDatabase
    /// KEK
    public var keyExchangeKeys: SignatureDatabase
    /// db
    public var permitted: SignatureDatabase
    /// dbx
    public var forbidden: SignatureDatabase
    /// What authorised images before the separator: the firmware's own drivers and option ROMs.
    public var preSeparatorAuthorities: [Authority]
    /// What authorised boot loaders and what they loaded. What has booted can add to these, and remove none.
    public var postSeparatorAuthorities: [Authority]
    /// Variables that the profile allows beside those above: AuditMode, DeployedMode, dbt, dbr, …
    public var otherVariables: [UEFIVariable]
    /// The platform supports DMA protection and had it switched off.
    public var isDMAProtectionDisabled: Bool
}
