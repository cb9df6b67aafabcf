/// A public key of a device, as it was registered.
public enum FleetKey: Hashable, Sendable {
    /// A DER SubjectPublicKeyInfo — RFC 5280, 4.1.2.7.
    case subjectPublicKeyInfo([UInt8])
    /// Of an RSA key, the modulus alone, big-endian.
    case modulus([UInt8])
}
