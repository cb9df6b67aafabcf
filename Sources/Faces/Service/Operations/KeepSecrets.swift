internal import Foundation
internal import Model
internal import Release

/// Stores and removes secrets. The ledger learns that, never what.
struct KeepSecrets: Sendable {
    var recorder: Recorder
    var vault: SecretVault

    func store(_ secret: [UInt8], named name: String, policy: String) async throws {
        try Identifier.checkName(name, of: "a secret")
        guard try await recorder.policy(named: policy) != nil else {
            throw BedplateError(.notFound, "no policy has this name", hint: "store the policy first")
        }
        let stored = try vault.seal(
            secret,
            named: name,
            policy: policy,
            tenant: recorder.tenant,
            now: recorder.now()
        )
        try await recorder.commit(
            [.putSecret(stored)],
            [recorder.record("secret.stored", .claimed, simulated: false, ["secret": name, "policy": policy])]
        )
    }

    func remove(_ name: String) async throws {
        guard let stored = try await recorder.store.secret(named: name, tenant: recorder.tenant) else {
            throw BedplateError(.notFound, "no secret has this name")
        }
        try await recorder.commit(
            [.removeSecret(name: name)],
            [recorder.record("secret.removed", .claimed, simulated: false, ["secret": name, "policy": stored.policy])]
        )
    }
}
