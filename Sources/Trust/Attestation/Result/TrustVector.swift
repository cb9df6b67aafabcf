/// The trustworthiness vector of AR4SI (draft-ietf-rats-ar4si, 2.3.4): a claim is a signed octet; its tier is a range.
public struct TrustVector: Hashable, Sendable {
    /// One claim's value.
    public struct Claim: RawRepresentable, Hashable, Sendable {
        public var rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// The verifier makes no statement.
        public static let none = Claim(rawValue: 0)
        public static let recognizedInstance = Claim(rawValue: 2)
        public static let untrustworthyInstance = Claim(rawValue: 96)
        public static let unrecognizedInstance = Claim(rawValue: 97)
        public static let approvedConfiguration = Claim(rawValue: 2)
        public static let unsafeConfiguration = Claim(rawValue: 32)
        public static let unsupportableConfiguration = Claim(rawValue: 96)
        /// Only approved executables were loaded during boot.
        public static let approvedBoot = Claim(rawValue: 3)
        /// Something that is not recognized was loaded during boot.
        public static let unrecognizedBoot = Claim(rawValue: 33)
        public static let contraindicatedExecutables = Claim(rawValue: 96)
        public static let genuineHardware = Claim(rawValue: 2)
        public static let contraindicatedHardware = Claim(rawValue: 96)
        public static let unrecognizedHardware = Claim(rawValue: 97)

        public var tier: TrustTier {
            switch rawValue {
            case 2...31, -32 ... -2: .affirming
            case 32...95, -96 ... -33: .warning
            case 96...127, -128 ... -97: .contraindicated
            default: .none
            }
        }
    }

    public var instanceIdentity: Claim
    public var configuration: Claim
    public var executables: Claim
    public var hardware: Claim

    public init(
        instanceIdentity: Claim = .none,
        configuration: Claim = .none,
        executables: Claim = .none,
        hardware: Claim = .none
    ) {
        self.instanceIdentity = instanceIdentity
        self.configuration = configuration
        self.executables = executables
        self.hardware = hardware
    }

    /// By the names of AR4SI.
    public var claims: [(name: String, claim: Claim)] {
        [
            ("instance-identity", instanceIdentity), ("configuration", configuration), ("executables", executables),
            ("hardware", hardware),
        ]
    }
}
