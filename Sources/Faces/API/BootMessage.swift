public import struct Foundation.Date

/// `GET /v1/devices/{idOrName}/boot` — what the device's last evidence proved it booted, and reference values would be
/// learned from. Not found when that quote did not verify.
public struct BootMessage: Codable, Sendable {
    /// The device's identifier.
    public var device: String
    /// Hexadecimal SHA-256 of the quote (TPMS_ATTEST): names this boot, and is in the ledger's record of the appraisal.
    public var quote: String
    /// When it was appraised.
    public var at: Date
    /// The policy that it was appraised under, and whether it was affirmed.
    public var policy: String
    public var affirming: Bool
    /// The bank's name.
    public var bank: String
    public var registers: [Register]

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
        registers: [Register]
    ) {
        self.device = device
        self.quote = quote
        self.at = at
        self.policy = policy
        self.affirming = affirming
        self.bank = bank
        self.registers = registers
    }
}
