internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model

/// Gives a device the nonce that its next quote must answer, and says which PCRs the policy wants.
struct GrantNonce: Sendable {
    var recorder: Recorder
    var key: [UInt8]
    /// Seconds.
    var lifetime: Double

    /// Nothing is stored: a nonce is authenticated, not remembered, until it comes back.
    func callAsFunction(_ request: NonceRequest, device id: String) async throws -> NonceGrant {
        guard let device = try await recorder.store.device(id: id, tenant: recorder.tenant) else {
            throw BedplateError(.notFound, "no such device", hint: "enrol it first")
        }
        guard device.state == .enrolled else { throw Refusal(judgement: .retired, device: id) }
        guard let policy = try await recorder.policy(named: request.policy)?.content else {
            throw Refusal(judgement: .unknown(policy: request.policy), device: id)
        }
        guard policy.fits(device.root.kind) else {
            throw Refusal(judgement: .unfit(policy: policy.name, for: device.root.kind), device: id)
        }
        let nonce = Nonce(for: id, tenant: recorder.tenant, key: key, now: recorder.now(), lifetime: lifetime)
        var pcrs: [String: [Int]] = [:]
        for (bank, indices) in policy.selection { pcrs[bank.description] = indices }
        return NonceGrant(nonce: Data(nonce.bytes), pcrs: pcrs)
    }
}

extension Judgement {
    static let retired = Judgement([
        Finding(.deviceState, claim: "the device is enrolled", expected: "enrolled", found: "retired")
    ])

    /// An unknown name is never a policy that lets pass.
    static func unknown(policy name: String) -> Judgement {
        Judgement([
            Finding(.policyUnknown, claim: "the policy exists", expected: "a stored policy", found: printable(name))
        ])
    }

    /// A policy for PCRs says nothing about components, nor the other way round.
    static func unfit(policy name: String, for kind: Root.Kind) -> Judgement {
        Judgement([
            Finding(
                .policyKind,
                claim: "the policy is for the device's kind of root",
                expected: kind.rawValue,
                found: name
            )
        ])
    }

    /// A name that a stranger gave, fit for findings and logs.
    static func printable(_ name: String) -> String {
        String(name.unicodeScalars.prefix(64).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    }
}
