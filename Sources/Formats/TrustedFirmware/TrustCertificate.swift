public import PKIX

/// A certificate of a chain of trust: an X.509 certificate whose own extensions are counters, keys and digests.
///
/// Stricter than TF-A's parser, which takes the first of two equal extensions and passed over octets behind them
/// (CVE-2022-47630): everything is read, and what is neither one of these nor what cert_create writes is refused. The
/// validity period is read and never judged: a boot loader has no clock.
public struct TrustCertificate: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        case counter(UInt32)
        case digest(ImageDigest)
        /// DER SubjectPublicKeyInfo.
        case key([UInt8])
    }

    /// An extension of the chain's own.
    public struct Parameter: Hashable, Sendable {
        public var name: CertificateParameter
        public var value: Value
        /// Octets from the beginning of the certificate to the extension's value.
        public var offset: Int
    }

    public let certificate: Certificate
    /// In the order of the certificate; no name stands twice.
    public let parameters: [Parameter]

    /// Reads one certificate that occupies all of `der`. Offsets in errors are octets from its beginning; a duplicate
    /// extension is ``X509Error/Reason/duplicate``.
    public init(der: [UInt8]) throws(X509Error) {
        certificate = try Certificate(der: der)
        var parameters: [Parameter] = []
        for entry in certificate.extensions.opaque {
            let field = "extension \(entry.type)"
            guard let name = CertificateParameter(entry.type), let kind = name.kind, entry.isCritical else {
                throw X509Error(.unexpected, field, at: entry.offset)
            }
            do {
                parameters.append(
                    Parameter(name: name, value: try Value(entry.value, kind, field), offset: entry.offset)
                )
            } catch {
                throw X509Error(error.reason, field, at: entry.offset + error.offset)
            }
        }
        self.parameters = parameters
    }

    public subscript(_ name: CertificateParameter) -> Parameter? { parameters.first { $0.name == name } }
}

extension TrustCertificate.Value {
    /// Reads all of `der` as a value of this kind.
    init(_ der: [UInt8], _ kind: CertificateParameter.Kind, _ field: String) throws(X509Error) {
        switch kind {
        case .counter:
            // TF-A takes up to four octets of which the first is below 0x80.
            self = .counter(UInt32(try DERFields.parse(der[...], field).small(field)))
        case .digest:
            self = .digest(try ImageDigest(der: der, field))
        case .key:
            _ = try PublicKeyInfo(der: der)
            self = .key(der)
        }
    }

    /// The extension's value; nil for what no certificate can say.
    public var der: [UInt8]? {
        switch self {
        case .counter(let value):
            value > UInt32(Int32.max)
                ? nil : DEREncoding.unsigned((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) })
        case .digest(let digest): digest.der
        case .key(let info): info
        }
    }
}
