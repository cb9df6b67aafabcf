public import Model
public import TrustedFirmware

/// What only firmware image packages check.
extension Finding.Code {
    /// The table of contents can be read; each reason to refuse it has a code of its own: `tfa.table.overlap`.
    public static func table(_ reason: TableError.Reason) -> Self { Self("tfa.table.\(reason.rawValue)") }
    /// The first image, or zeros, follow the table: octets there are rows behind a last row that came too early.
    public static let tableEnd = Self("tfa.table.early-end")
    /// What lies between the images is zero.
    public static let packagePadding = Self("tfa.padding")
    /// Every image is one that the chain of trust knows.
    public static let packageImageUnknown = Self("tfa.image-unknown")
    /// Every image that a certificate answers for is there.
    public static let packageImageAbsent = Self("tfa.image-absent")
    /// The certificate can be read, every octet of it.
    public static let trustCertificate = Self("tfa.certificate")
    /// No extension stands twice.
    public static let trustCertificateDuplicate = Self("tfa.certificate-duplicate")
    /// The certificate says what the chain of trust wants it to say, and no more.
    public static let trustCertificateContent = Self("tfa.certificate-content")
    /// The certificate that carries the signing key is there, and holds.
    public static let trustCertificateParent = Self("tfa.certificate-parent")
    /// The certificate is of the key that its parent names.
    public static let trustCertificateKey = Self("tfa.certificate-key")
    /// The signature is of a kind that boot loaders of this format verify.
    public static let trustSignatureScheme = Self("tfa.signature-scheme")
    /// The certificate has its counter.
    public static let trustCounterPresent = Self("tfa.counter-present")
    /// All certificates that are bound to a counter have one value: a device that raised its fuse by one of them refuses
    /// those below.
    public static let trustCounterConsistent = Self("tfa.counter-consistent")
}
