/// Why a certificate, a key or a PEM file could not be read: what was wrong, in which field, and where.
public struct X509Error: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The octets are not DER (X.690), or end before the structure does.
        case notDER
        /// The text is not PEM (RFC 7468).
        case notPEM
        /// Another field was expected here, or none.
        case unexpected
        /// The field has a value that is not allowed here.
        case badValue
        /// A size or count exceeds the stated limit.
        case tooLong
        /// The structure ended and octets are left over.
        case trailingBytes
        /// The same extension appears twice.
        case duplicate
        /// It can be read only by looking away from these named deviations, and the caller did not name them all.
        case needs(Leniency)
    }

    public var reason: Reason
    /// The field by its name in RFC 5280, such as `serialNumber`.
    public var field: String
    /// Octets from the beginning of the input.
    public var offset: Int

    public init(_ reason: Reason, _ field: String, at offset: Int) {
        self.reason = reason
        self.field = field
        self.offset = offset
    }
}

extension X509Error: CustomStringConvertible {
    public var description: String {
        let problem =
            switch reason {
            case .notDER: "is not DER"
            case .notPEM: "is not PEM"
            case .unexpected: "is not what is expected here"
            case .badValue: "has a value that is not allowed"
            case .tooLong: "is longer than the limit"
            case .trailingBytes: "is followed by other bytes"
            case .duplicate: "appears twice"
            case .needs(let leniency): "needs leniency: \(leniency)"
            }
        return "\(field) \(problem), at byte \(offset)"
    }
}
