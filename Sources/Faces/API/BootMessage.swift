public import struct Foundation.Date

/// `GET /v1/devices/{idOrName}/boot` — what the device's last evidence proved it booted, and reference values would be
/// learned from. Not found when that quote did not verify.
public struct BootMessage: Codable, Sendable {
    /// The device's identifier.
    public var device: String
    /// Hexadecimal SHA-256 of the quote (TPMS_ATTEST), or of the token of a device with a PSA root: names this boot, and is in
    /// the ledger's record of the appraisal.
    public var quote: String
    /// When it was appraised.
    public var at: Date
    /// The policy that it was appraised under, and whether it was affirmed.
    public var policy: String
    public var affirming: Bool
    /// The bank's name.
    public var bank: String
    public var registers: [Register]
    /// What a PSA root measured, in the order of the boot; nil for a TPM.
    public var components: [Component]?

    /// A piece of software.
    public struct Component: Codable, Sendable {
        public var name: String
        public var version: String
        /// Hexadecimal.
        public var measurement: String
        public var signer: String

        public init(name: String, version: String, measurement: String, signer: String) {
            self.name = name
            self.version = version
            self.measurement = measurement
            self.signer = signer
        }
    }

    /// One PCR: a quoted value and what led to it.
    public struct Register: Codable, Sendable {
        public var pcr: Int
        /// Hexadecimal.
        public var value: String
        /// In the order in which they were measured; empty without a log.
        public var stages: [Stage]

        public init(pcr: Int, value: String, stages: [Stage]) {
            self.pcr = pcr
            self.value = value
            self.stages = stages
        }
    }

    /// One measurement.
    public struct Stage: Codable, Sendable {
        /// What the device's log calls it: a claim.
        public var name: String
        /// Hexadecimal.
        public var digest: String

        public init(name: String, digest: String) {
            self.name = name
            self.digest = digest
        }
    }

    public init(
        device: String,
        quote: String,
        at: Date,
        policy: String,
        affirming: Bool,
        bank: String,
        registers: [Register],
        components: [Component]? = nil
    ) {
        self.device = device
        self.quote = quote
        self.at = at
        self.policy = policy
        self.affirming = affirming
        self.bank = bank
        self.registers = registers
        self.components = components
    }
}
