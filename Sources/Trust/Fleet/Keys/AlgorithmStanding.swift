/// What NIST allows an algorithm for, when something is signed or protected anew, and until when.
public struct AlgorithmStanding: Hashable, Sendable {
    /// The words of SP 800-131A Rev. 2, 1.2.2.
    public enum Status: String, Sendable, Codable {
        case acceptable
        case deprecated
        case disallowed
        /// No document that is known here says anything of it: neither good nor bad.
        case unknown
    }

    /// A change that is announced.
    public struct Deadline: Hashable, Sendable {
        public var status: Status
        /// From the first day after this year on.
        public var afterYear: Int
        public var source: String
        /// Whether the document is a draft: its deadlines are told, and never judged by.
        public var isDraft: Bool
    }

    public var status: Status
    /// Where the status is said.
    public var source: String
    /// Nearest first.
    public var deadlines: [Deadline]
}

extension AlgorithmStanding {
    static let revision2 = "NIST SP 800-131A Rev. 2 (March 2019), 3"
    static let revision3 = "NIST SP 800-131A Rev. 3, initial public draft (October 2024), 1.2.3"
    static let transition = "NIST IR 8547, initial public draft (November 2024), 4.1.1, table 2"

    /// The standing of a key that signs or agrees on keys.
    public init(_ algorithm: KeyAlgorithm) {
        switch algorithm {
        case .rsa(let bits):
            // SP 800-57 Part 1 Rev. 5, table 2: 2048 bits are of 112 bits' strength, 3072 of 128.
            self = Self.classical(strength: bits < 2048 ? 0 : bits < 3072 ? 112 : 128)
        case .ellipticCurve(_, let strength?): self = Self.classical(strength: strength)
        case .ellipticCurve(_, nil):
            self.init(status: .unknown, source: "not among the curves of NIST SP 800-186, 3", deadlines: [])
        case .edwards(_, let strength):
            self = Self.classical(strength: strength)
            source = "FIPS 186-5 (February 2023), 7"
        case .mlDSA: self.init(status: .acceptable, source: "FIPS 204 (August 2024)", deadlines: [])
        case .dsa:
            self.init(
                status: .disallowed,
                source: "FIPS 186-5 (February 2023), 4: no longer approved to sign",
                deadlines: []
            )
        case .unknown: self.init(status: .unknown, source: "no rule for it here", deadlines: [])
        }
    }

    /// RSA, and elliptic curves.
    private static func classical(strength: Int) -> AlgorithmStanding {
        guard strength >= 112 else {
            return AlgorithmStanding(status: .disallowed, source: revision2, deadlines: [])
        }
        var deadlines: [Deadline] = []
        if strength < 128 {
            deadlines.append(Deadline(status: .deprecated, afterYear: 2030, source: revision3, isDraft: true))
        }
        deadlines.append(Deadline(status: .disallowed, afterYear: 2035, source: transition, isDraft: true))
        return AlgorithmStanding(status: .acceptable, source: revision2, deadlines: deadlines)
    }
}

extension AlgorithmStanding: CustomStringConvertible {
    /// `acceptable (source); deprecated after 2030 (source)`
    public var description: String {
        (["\(status.rawValue) (\(source))"]
            + deadlines.map { "\($0.status.rawValue) after \($0.afterYear) (\($0.source))" })
            .joined(separator: "; ")
    }
}
