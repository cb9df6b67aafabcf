public import Model

/// A private key in a token, as the module reports it.
public struct PKCS11Key: Hashable, Sendable {
    /// CKA_LABEL
    public var label: String
    /// CKA_ID
    public var id: [UInt8]
    /// Nil for a key of a kind that is not known here, or whose public half the token does not show.
    public var publicKey: SigningPublicKey?
    public var attributes: Attributes

    /// What the module reports. It is a claim: nothing but an attestation by the token's maker would prove it. Nil is
    /// what it does not report.
    public struct Attributes: Hashable, Sendable {
        /// CKA_SENSITIVE: cannot be read in the clear.
        public var sensitive: Bool?
        /// CKA_EXTRACTABLE: can leave, wrapped under another key.
        public var extractable: Bool?
        /// CKA_LOCAL: made in the token.
        public var local: Bool?
        /// CKA_ALWAYS_SENSITIVE
        public var alwaysSensitive: Bool?
        /// CKA_NEVER_EXTRACTABLE
        public var neverExtractable: Bool?
        /// CKA_ALWAYS_AUTHENTICATE: the PIN is wanted with every signature.
        public var alwaysAuthenticate: Bool?
        public var uses: Set<KeyHome.Use>

        public init(
            sensitive: Bool? = nil,
            extractable: Bool? = nil,
            local: Bool? = nil,
            alwaysSensitive: Bool? = nil,
            neverExtractable: Bool? = nil,
            alwaysAuthenticate: Bool? = nil,
            uses: Set<KeyHome.Use> = []
        ) {
            self.sensitive = sensitive
            self.extractable = extractable
            self.local = local
            self.alwaysSensitive = alwaysSensitive
            self.neverExtractable = neverExtractable
            self.alwaysAuthenticate = alwaysAuthenticate
            self.uses = uses
        }

        /// Whether it may leave; what is not reported counts as yes.
        public var isExportable: Bool { sensitive != true || extractable != false }

        /// Whether no copy was ever outside, as the module reports it.
        public var neverLeft: Bool { local == true && alwaysSensitive == true && neverExtractable == true }
    }
}
