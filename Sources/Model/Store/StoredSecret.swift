public import struct Foundation.Date

/// A secret that attested devices may receive, encrypted under the service's storage key.
public struct StoredSecret: Hashable, Sendable, Codable {
    public var name: String
    /// AES-256-GCM: nonce ‖ ciphertext ‖ tag; tenant, name and policy are authenticated with it.
    public var sealed: [UInt8]
    /// The policy under which a device must be affirmed to receive it.
    public var policy: String
    public var storedAt: Date

    public init(name: String, sealed: [UInt8], policy: String, storedAt: Date) {
        self.name = name
        self.sealed = sealed
        self.policy = policy
        self.storedAt = storedAt
    }
}
