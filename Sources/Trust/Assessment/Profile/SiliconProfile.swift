public import Model

/// What is documented of a part: never of a unit. Each fact has its source, and says how sure it is.
public struct SiliconProfile: Hashable, Sendable {
    /// How a fact is known.
    public enum Mark: String, Sendable, Hashable, Codable {
        /// Seen in the output of the tool itself.
        case ran
        /// Read in the source that is named.
        case seen
        /// From memory: never printed as a fact.
        case mem
    }

    public struct Fact: Hashable, Sendable {
        public var text: String
        public var source: String
        public var mark: Mark

        public init(_ text: String, source: String, _ mark: Mark) {
            self.text = text
            self.source = source
            self.mark = mark
        }
    }

    /// A published break.
    public struct Break: Hashable, Sendable {
        /// A CVE, or a name that people know it by.
        public var id: String
        public var fact: Fact
        /// The revisions that it concerns; empty for all.
        public var revisions: [String]
        /// The families that it concerns, where a profile covers several; empty for all.
        public var families: [String]
        /// The makers that it concerns, where parts of several are one family (TPM_PT_MANUFACTURER); empty for all.
        public var makers: [String]
        /// Per major version, the first firmware that has it no more: "4.34". A major version that is not listed never had
        /// it. Empty where firmware does not tell.
        public var fixedIn: [String]
        /// False where no reading tells which units it concerns: it is told with the part, and counts against none.
        public var isDecidable: Bool

        public init(
            _ id: String,
            _ fact: Fact,
            revisions: [String] = [],
            families: [String] = [],
            makers: [String] = [],
            fixedIn: [String] = [],
            isDecidable: Bool = true
        ) {
            self.id = id
            self.fact = fact
            self.revisions = revisions
            self.families = families
            self.makers = makers
            self.fixedIn = fixedIn
            self.isDecidable = isDecidable
        }

        /// Whether it concerns a unit; what is not known of the unit does not excuse it.
        public func concerns(
            revision: String?,
            family: String? = nil,
            maker: String? = nil,
            firmware: String? = nil
        ) -> Bool {
            func isAmong(_ values: [String], _ value: String?) -> Bool {
                guard let value, !values.isEmpty else { return true }
                return values.contains { $0.lowercased() == value.lowercased() }
            }
            return isDecidable && isAmong(revisions, revision) && isAmong(families, family) && isAmong(makers, maker)
                && isOlder(firmware)
        }

        private func isOlder(_ firmware: String?) -> Bool {
            guard let firmware, !fixedIn.isEmpty, let version = Self.version(firmware) else { return true }
            guard let fixed = fixedIn.lazy.compactMap(Self.version).first(where: { $0.major == version.major }) else {
                return false
            }
            return version.minor < fixed.minor
        }

        /// Of "7.62.3126.0": 7 and 62.
        private static func version(_ text: String) -> (major: Int, minor: Int)? {
            let parts = text.split(separator: ".")
            guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]) else { return nil }
            return (major, minor)
        }
    }

    /// How an owner reads the unit's state.
    public struct Reading: Hashable, Sendable {
        public var command: String
        /// The reader that takes its output; nil where none does yet.
        public var reader: String?
        /// Where it is said that the command prints this.
        public var source: String
        public var mark: Mark

        public init(_ command: String, reader: String?, source: String, _ mark: Mark) {
            self.command = command
            self.reader = reader
            self.source = source
            self.mark = mark
        }
    }

    /// `esp32s3`
    public var id: String
    public var name: String
    public var vendor: String
    /// Families as readers name them; the first is the usual one.
    public var families: [String]
    public var roles: Set<Root.Role>
    public var verifyKey: Fact?
    public var secrets: Fact?
    public var provisioning: Fact?
    public var firstCode: Fact?
    /// A to E (rubric, Q4); nil where the part does not run the host's first code.
    public var grade: String?
    public var failure: Fact?
    public var debug: Fact?
    public var readings: [Reading]
    /// What proves that a unit is set up, and what refutes it.
    public var proves: [Fact]
    public var refutes: [Fact]
    public var breaks: [Break]

    public init(
        id: String,
        name: String,
        vendor: String,
        families: [String],
        roles: Set<Root.Role>,
        verifyKey: Fact? = nil,
        secrets: Fact? = nil,
        provisioning: Fact? = nil,
        firstCode: Fact? = nil,
        grade: String? = nil,
        failure: Fact? = nil,
        debug: Fact? = nil,
        readings: [Reading],
        proves: [Fact],
        refutes: [Fact],
        breaks: [Break]
    ) {
        self.id = id
        self.name = name
        self.vendor = vendor
        self.families = families
        self.roles = roles
        self.verifyKey = verifyKey
        self.secrets = secrets
        self.provisioning = provisioning
        self.firstCode = firstCode
        self.grade = grade
        self.failure = failure
        self.debug = debug
        self.readings = readings
        self.proves = proves
        self.refutes = refutes
        self.breaks = breaks
    }

    public func names(_ family: String) -> Bool {
        families.contains { $0.lowercased() == family.lowercased() }
    }

    /// What is documented, as observations. What is from memory is a claim.
    func observations(revision: String?) -> [Observation] {
        guard let grade, let firstCode else { return [] }
        return [
            Observation(
                .firstCode,
                "",
                ["grade": grade],
                class: firstCode.mark == .mem ? .claimed : .documented,
                origin: firstCode.text,
                reference: firstCode.source
            )
        ]
    }

    /// The breaks that concern a unit; what is not known of it does not excuse it.
    public func breaks(
        revision: String?,
        family: String? = nil,
        maker: String? = nil,
        firmware: String? = nil
    ) -> [Break] {
        breaks.filter { $0.concerns(revision: revision, family: family, maker: maker, firmware: firmware) }
    }
}
