internal import Wire

/// Why octets are no certificate of the profile.
public struct OpenDICEError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong: "issuer", "subjectPublicKey", "COSE_Sign1".
    public var field: String
    public var reason: Reason

    public enum Reason: String, Sendable {
        case missing = "is missing"
        /// Another type, length or form than it has.
        case badValue = "has a value that it cannot have"
        case unknown = "is not known"
        case tooLong = "is too long"
    }

    public init(_ field: String, _ reason: Reason) {
        self.field = field
        self.reason = reason
    }

    public var description: String { "\(field) \(reason.rawValue)" }
}
