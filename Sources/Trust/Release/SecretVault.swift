import Crypto
public import Foundation
public import Model

/// Encrypts the secrets that wait for their devices: AES-256-GCM under one storage key, tenant, name and policy authenticated.
public struct SecretVault: Sendable {
    private let key: SymmetricKey

    /// The most octets of a secret: what a TPM's sealed data object holds (MAX_SYM_DATA, Part 2, Annex).
    public static let largestSecret = 128

    /// - Parameter key: 32 octets.
    public init(key: [UInt8]) throws {
        guard key.count == 32 else {
            throw BedplateError(.environment, "the storage key has \(key.count) octets instead of 32")
        }
        self.key = SymmetricKey(data: key)
    }

    public func seal(_ secret: [UInt8], named name: String, policy: String, tenant: Tenant, now: Date) throws
        -> StoredSecret
    {
        guard !secret.isEmpty, secret.count <= Self.largestSecret else {
            throw BedplateError(
                .malformed,
                "a secret has 1 to \(Self.largestSecret) octets, not \(secret.count)",
                hint: "release a key of 32 octets and encrypt the data under it"
            )
        }
        let box = try AES.GCM.seal(secret, using: key, authenticating: Self.context(name, policy, tenant))
        guard let sealed = box.combined else { throw BedplateError(.environment, "AES-GCM gave no combined box") }
        return StoredSecret(name: name, sealed: [UInt8](sealed), policy: policy, storedAt: now)
    }

    /// - Throws: ``BedplateError`` with code `corrupt` when the stored bytes were not made under this key for this
    ///   tenant and name.
    public func open(_ stored: StoredSecret, tenant: Tenant) throws -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: stored.sealed)
            return [UInt8](
                try AES.GCM.open(box, using: key, authenticating: Self.context(stored.name, stored.policy, tenant))
            )
        } catch {
            throw BedplateError(
                .corrupt,
                "the stored secret '\(stored.name)' cannot be decrypted",
                hint: "is this the storage key that it was stored under?"
            )
        }
    }

    private static func context(_ name: String, _ policy: String, _ tenant: Tenant) -> [UInt8] {
        [UInt8]("bedplate secret v1\0\(tenant.rawValue)\0\(policy)\0\(name)".utf8)
    }
}
