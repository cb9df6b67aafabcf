internal import MasterBootImage
public import Model

/// What only master boot images have: `mbi.` and the reason of an ``MasterBootImage/MBIFault``, and these.
extension Finding.Code {
    /// The root key in use is the one whose hash stands at its index.
    public static let mbiRootKey = Self("mbi.root-key")
    /// The root key signed the certificate of the image signing key.
    public static let mbiCertificate = Self("mbi.certificate")
    /// The manifest's checksum holds.
    public static let mbiChecksum = Self("mbi.checksum")
    /// What the device's counter for image signing keys says of an image that has none.
    public static let mbiNoSigningKey = Self("mbi.no-signing-key")

    init(_ reason: MBIFault.Reason) { self.init("mbi.\(reason.rawValue)") }
}
