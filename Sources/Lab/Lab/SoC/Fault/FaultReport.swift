/// What a campaign found.
public struct FaultReport: Codable, Sendable {
    /// Of one build.
    public struct Build: Codable, Sendable {
        public var build: FaultBuild
        /// SHA-256 of the ROM.
        public var rom: String
        /// Octets of the ROM.
        public var octets: Int
        /// Trials that there are, and those that were made.
        public var planned = 0
        public var tried = 0
        /// Of these, those whose place was not reached.
        public var unreached = 0
        public var verdicts: [String: Int] = [:]
        public var tallies: [Tally] = []
        public var bypasses: [Bypass] = []
    }

    /// Of one image and one fault.
    public struct Tally: Codable, Sendable {
        public var image: FaultImage
        public var model: FaultModel
        public var planned: Int
        public var tried = 0
        public var verdicts: [String: Int] = [:]
    }

    /// Code that ran although nobody signed it for this device.
    public struct Bypass: Codable, Hashable, Sendable {
        public var image: FaultImage
        public var number: Int
        public var model: FaultModel
        public var window: FaultWindow
        public var address: String
        /// The instruction's octets.
        public var instruction: String
        public var symbol: String
        public var occurrence: Int
        public var what: String
    }

    /// Nothing here is hardware.
    public var simulated = true
    public var sample: FaultSample
    /// `1/1` for all of it.
    public var shard: String
    public var builds: [Build] = []
    public var seconds = 0
    /// Of the compiler that is here, whose ROMs they are if they were built just before.
    public var compiler: String?
    /// When it ended, of this machine's clock.
    public var date = ""
    /// What a control did not do.
    public var complaints: [String] = []

    /// Unauthorised boots of what is hardened.
    public var bypassCount: Int {
        builds.filter { $0.build != .unhardened }.reduce(0) { $0 + $1.bypasses.count }
    }

    public var passed: Bool { complaints.isEmpty && bypassCount == 0 }

    init(sample: FaultSample, shard: String) {
        self.sample = sample
        self.shard = shard
    }
}
