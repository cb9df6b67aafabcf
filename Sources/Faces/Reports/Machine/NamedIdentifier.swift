import Digests
import Wire

/// Identifiers that follow from names, so that the same records give the same reports: UUIDv5 — RFC 9562, 5.5.
///
/// The namespace is itself UUIDv5: the URL namespace of RFC 9562, 6.6 (`6ba7b811-9dad-11d1-80b4-00c04fd430c8`) and
/// ``address``. Its host is under a name that RFC 2606 keeps free, so that it is nobody else's.
public enum NamedIdentifier {
    public static let address = "https://bedplate.invalid/reports/1"
    /// `NamedIdentifierTests` derives it anew.
    public static let namespace = "cb1e43e1-44f6-5499-8b6a-d67dd4336207"

    /// - Parameter name: what tells it apart.
    static func make(_ name: String) throws -> String { try make(in: namespace, name) }

    /// UUIDv5 of a name in a namespace.
    static func make(in namespace: String, _ name: String) throws -> String {
        var octets = Array(
            try HashAlgorithm.sha1.digest((UUIDText.decode(namespace) ?? []) + [UInt8](name.utf8)).prefix(16)
        )
        octets[6] = octets[6] & 0x0F | 0x50
        octets[8] = octets[8] & 0x3F | 0x80
        return UUIDText.encode(octets) ?? ""
    }
}
