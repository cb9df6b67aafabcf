/// Deviations from the standards that real TPM makers issued, each with its name.
///
/// Nothing is tolerated that the caller did not name; what a certificate needed is reported beside the result.
public struct Leniency: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A SET in a name is not in DER order (seven Nuvoton roots, and what they issue).
    public static let unsortedName = Leniency(rawValue: 1 << 0)
    /// The serial number is negative or zero (RFC 5280, 4.1.2.2 wants it positive).
    public static let nonPositiveSerial = Leniency(rawValue: 1 << 1)
    /// The key's algorithm is RSAES-OAEP rather than rsaEncryption (Infineon).
    public static let oaepKeyAlgorithm = Leniency(rawValue: 1 << 2)
    /// A field that has its default value is present nevertheless, which DER forbids.
    public static let explicitDefault = Leniency(rawValue: 1 << 3)
    /// The certificate is followed by 0x00 or by 0xFF up to the end of its NV index.
    public static let trailingPadding = Leniency(rawValue: 1 << 4)
    /// The certificate stands in the wrapper of the TPM 1.2 age: 1001 00 length 1002.
    public static let storedCertificateHeader = Leniency(rawValue: 1 << 5)
    /// A certificate in the path is signed over a SHA-1 digest.
    public static let sha1Signature = Leniency(rawValue: 1 << 6)
    /// An EK certificate says nothing about its purpose (no extendedKeyUsage).
    public static let missingKeyPurpose = Leniency(rawValue: 1 << 7)

    /// Every leniency by the name that a person writes, in the order of the bits.
    public static let named: [(name: String, leniency: Leniency)] = [
        ("unsorted-name", .unsortedName),
        ("non-positive-serial", .nonPositiveSerial),
        ("oaep-key-algorithm", .oaepKeyAlgorithm),
        ("explicit-default", .explicitDefault),
        ("trailing-padding", .trailingPadding),
        ("stored-certificate-header", .storedCertificateHeader),
        ("sha1-signature", .sha1Signature),
        ("missing-key-purpose", .missingKeyPurpose),
    ]

    /// The leniency of that name; nil for any other text.
    public init?(named name: String) {
        guard let match = Self.named.first(where: { $0.name == name }) else { return nil }
        self = match.leniency
    }

    /// The names of the members.
    public var names: [String] { Self.named.filter { contains($0.leniency) }.map(\.name) }
}

extension Leniency: CustomStringConvertible {
    public var description: String { isEmpty ? "none" : names.joined(separator: ", ") }
}
