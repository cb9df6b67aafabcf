/// What went wrong in the environment or in a request. A judgement about evidence is never an error: see ``Judgement``.
///
/// Two errors are equal when their codes are; reason, hint and cause are for people.
public struct BedplateError: Error, Sendable {
    /// What kind of error this is; open, so that each module adds its own: `extension BedplateError.Code`.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public init(_ rawValue: String) { self.rawValue = rawValue }
    }

    public var code: Code
    /// One sentence: what is wrong, and with what. Holds no secret.
    public var reason: String
    /// What the person could do next.
    public var hint: String?
    /// The error beneath this one.
    public var cause: (any Error)?
    /// Where in the input, such as `policy.json: pcrs[2]` or `byte 17`.
    public var location: String?

    public init(
        _ code: Code,
        _ reason: String,
        hint: String? = nil,
        cause: (any Error)? = nil,
        location: String? = nil
    ) {
        self.code = code
        self.reason = reason
        self.hint = hint
        self.cause = cause
        self.location = location
    }
}

extension BedplateError: Equatable {
    public static func == (a: BedplateError, b: BedplateError) -> Bool { a.code == b.code }
}

extension BedplateError: CustomStringConvertible {
    public var description: String {
        var text = reason
        if let location { text += " (\(location))" }
        if let cause { text += ": \(cause)" }
        return text
    }
}

extension BedplateError.Code {
    /// The request or file is malformed.
    public static let malformed = Self("malformed")
    /// The named thing does not exist.
    public static let notFound = Self("not-found")
    /// The named thing exists already, or another request was first.
    public static let conflict = Self("conflict")
    /// The caller may not do this.
    public static let forbidden = Self("forbidden")
    /// A component outside the process did not answer, or not in time.
    public static let unavailable = Self("unavailable")
    /// The environment lacks something: a file, a program, a permission.
    public static let environment = Self("environment")
    /// What is stored contradicts itself.
    public static let corrupt = Self("corrupt")
}
