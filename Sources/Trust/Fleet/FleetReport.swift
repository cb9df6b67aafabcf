public import struct Foundation.Date

/// What was found in a fleet: values, with who shares what with whom.
public struct FleetReport: Sendable {
    public enum Outcome: Hashable, Sendable {
        case examined
        /// Why it is no key.
        case unreadable(String)
        /// Above ``FleetSurvey/modulusLimit``.
        case tooLong(bits: Int)
    }

    /// A key that was taken in.
    public struct Key: Hashable, Sendable {
        /// An index of ``FleetReport/devices``.
        public var device: Int
        public var name: String
        public var outcome: Outcome
        public var algorithm: KeyAlgorithm?
        public var weaknesses: Set<KeyWeakness> = []
        /// For ``KeyWeakness/infineon``, the proof.
        public var infineon: InfineonForm?
    }

    /// Things that are the same.
    public struct Sharing: Hashable, Sendable {
        /// Indices of keys, or of answers in the order they were taken in.
        public var members: [Int]
        /// Whose they are: two or more indices of ``FleetReport/devices``, rising.
        public var devices: [Int]
    }

    /// A transport key that was taken in.
    public struct TransportKey: Hashable, Sendable {
        public var device: Int
        public var use: String
        /// The published keys that it is; empty for one of the maker's own.
        public var published: [PublishedTransportKey]
    }

    public let time: Date
    /// In the order of their first key or answer.
    public let devices: [String]
    /// In the order they were taken in.
    public let keys: [Key]
    public let sharedKeys: [Sharing]
    public let sharedAnswers: [Sharing]
    /// Members are indices of ``keys``. A factor is a private key: it belongs in no output.
    public let sharedFactors: [SharedPrimes.Factor]
    /// See ``SharedPrimes/isSeparated``.
    public let isSeparated: Bool
    public let transportKeys: [TransportKey]
    /// Indices of the devices that answered a challenge.
    let answeredDevices: Set<Int>
    /// How many devices were compared by anything.
    public let units: Int
    /// How many devices share a key, an answer or a factor of a modulus with another.
    public let shared: Int
    /// How many keys are factored, or of a generator that is known to be bad.
    public let weak: Int
    /// How many keys could not be examined: nothing is said of their devices.
    public let unexamined: Int

    init(
        time: Date,
        devices: [String],
        keys: [Key],
        answered: Set<Int>,
        sharedKeys: [Sharing],
        sharedAnswers: [Sharing],
        sharedFactors: [SharedPrimes.Factor],
        isSeparated: Bool,
        transportKeys: [TransportKey]
    ) {
        self.time = time
        self.devices = devices
        self.keys = keys
        self.sharedKeys = sharedKeys
        self.sharedAnswers = sharedAnswers
        self.sharedFactors = sharedFactors
        self.isSeparated = isSeparated
        self.transportKeys = transportKeys
        answeredDevices = answered
        units = answered.union(keys.lazy.filter { $0.outcome == .examined }.map(\.device)).count
        var sharing = Set((sharedKeys + sharedAnswers).flatMap(\.devices))
        for factor in sharedFactors {
            let owners = Set(factor.members.map { keys[$0].device })
            // Two keys of one device that share a prime are weak, and shared with nobody.
            if owners.count > 1 { sharing.formUnion(owners) }
        }
        shared = sharing.count
        weak = keys.count { $0.weaknesses.contains(where: \.isFactored) }
        unexamined = keys.count { $0.outcome != .examined }
    }
}
