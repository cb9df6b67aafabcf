internal import HAB
public import Model

/// What only HAB images have: `hab.` and the reason of a ``HAB/HABFault``, and these.
extension Finding.Code {
    /// The image has a command sequence.
    public static let habSigned = Self("hab.signed")
    /// The SRK in use signs what it may: certificates if it is an authority, images if it is none.
    public static let habAuthority = Self("hab.authority")
    /// The SRK in use made the signature of a certificate.
    public static let habCertificateSignature = Self("hab.certificate-signature")
    /// A certificate is one for signing, and no authority's.
    public static let habCertificateUse = Self("hab.certificate-use")
    /// A signature names the certificate whose key made it.
    public static let habSignerName = Self("hab.signer-name")
    /// The device is asked to leave something unlocked.
    public static let habUnlock = Self("hab.unlock")

    init(_ reason: HABFault.Reason) { self.init("hab.\(reason.rawValue)") }
}
