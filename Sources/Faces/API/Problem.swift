/// An RFC 9457 problem: what every error of the service looks like.
public struct Problem: Codable, Sendable {
    /// `urn:bedplate:problem:` and the error's code.
    public var type: String
    public var title: String
    public var status: Int
    public var detail: String?
    public var hint: String?
    /// When evidence was judged and refused: what failed or must be known, as sentences that begin with the finding's
    /// code. An extension member (RFC 9457, 3.2).
    public var findings: [String]?

    public init(
        type: String,
        title: String,
        status: Int,
        detail: String? = nil,
        hint: String? = nil,
        findings: [String]? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.hint = hint
        self.findings = findings
    }
}
