/// Why PCR 7 gives no Secure Boot state. `event` is the place in the log.
public enum SecureBootRefusal: Error, Hashable, Sendable {
    /// PCR 7 was not verified.
    case notVerified
    /// The digest does not cover the event's data, or contradicts its type.
    case unverifiable(event: Int)
    /// A type, action or variable that has no business in PCR 7.
    case unexpected(event: Int)
    /// The data is not the structure that its type demands.
    case malformed(event: Int)
    /// A second separator, or a variable given twice.
    case duplicate(event: Int)
    /// Configuration after the separator: extended by what booted, not by the firmware.
    case configurationAfterSeparator(event: Int)
    /// The firmware marked an error, or a debugger was attached.
    case untrustworthyPlatform(event: Int)
    /// There is no separator.
    case noSeparator
    /// The named variable was not measured.
    case missing(variable: String)
    /// Secure Boot is on, and the named variable is empty.
    case empty(variable: String)
    /// Secure Boot is on, and nothing was authorised by it.
    case noAuthority
}
