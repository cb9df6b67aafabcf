public import Model

extension Finding.Code {
    // Any structure that a TPM signs.
    public static let statementStructure = Self("statement.structure")
    public static let statementMagic = Self("statement.magic")
    public static let statementType = Self("statement.type")
    public static let signerAttributes = Self("statement.signer.attributes")
    public static let statementHash = Self("statement.hash")
    public static let statementSignature = Self("statement.signature")
    public static let statementSigner = Self("statement.signer.name")
    public static let statementNonce = Self("statement.nonce")

    // The nonce, before any statement is looked at.
    /// Not granted by this service to this device.
    public static let nonceForeign = Self("nonce.foreign")
    public static let nonceStale = Self("nonce.stale")
    public static let nonceReplayed = Self("nonce.replayed")

    // A quote.
    public static let quoteSelection = Self("quote.selection")
    public static let quoteDigest = Self("quote.digest")
    public static let quoteSHA1 = Self("quote.sha1")
    public static let quoteReset = Self("quote.reset")
    public static let quoteRestart = Self("quote.restart")
    public static let quoteClock = Self("quote.clock")
    public static let quoteFirmware = Self("quote.firmware")

    // A certified storage key.
    public static let certifiedName = Self("certify.name")
    public static let certifiedAttributes = Self("certify.attributes")
}
