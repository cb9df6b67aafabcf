public import Model

/// What every format checks. A format has findings of its own beside these: `fit.hashed-nodes`, `mcuboot.tlv`.
extension Finding.Code {
    /// The image can be read as its format, every length in bounds.
    public static let imageStructure = Self("image.structure")
    /// The image is the one that was expected.
    public static let imageExpected = Self("image.expected")
    /// The device has at least one key to demand: without one nothing is ever accepted.
    public static let imageKeyRequired = Self("image.key-required")
    /// The key is one that the device trusts.
    public static let imageKeyTrusted = Self("image.key-trusted")
    /// The key's slot is not revoked.
    public static let imageKeyRevoked = Self("image.key-revoked")
    /// The key is not one whose private half is public.
    public static let imageKeyPublic = Self("image.key-public")
    /// The key may still sign.
    public static let imageKeyExpired = Self("image.key-expired")
    /// The image's signature is in the ledger.
    public static let imageLedger = Self("image.ledger")
    /// The payload's hash is there and holds.
    public static let imageHash = Self("image.hash")
    /// The signature is there and holds.
    public static let imageSignature = Self("image.signature")
    /// The signature's numbers are in range and encoded as the format says.
    public static let imageSignatureForm = Self("image.signature-form")
    /// The signature covers what the device uses.
    public static let imageCoverage = Self("image.coverage")
    /// The counter is not below the device's.
    public static let imageCounter = Self("image.counter")
    /// A post-quantum signature is there where the device demands one, and holds.
    public static let imageHybrid = Self("image.hybrid")
    /// Nothing stands in the image that its format does not define.
    public static let imageExcess = Self("image.excess")
}
