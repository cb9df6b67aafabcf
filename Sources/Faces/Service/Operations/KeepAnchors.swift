internal import Foundation
internal import Identity
internal import Model
internal import PKIX

/// Adds and removes the certificates that the operator trusts for endorsement keys.
struct KeepAnchors: Sendable {
    var recorder: Recorder

    func add(_ der: [UInt8], simulated: Bool) async throws -> Anchor {
        let certificate: Certificate
        do {
            certificate = try Certificate(der: der, allowing: EnrolmentJudge.tolerated)
        } catch {
            throw BedplateError(.malformed, "the anchor is not a certificate that can be read", cause: error)
        }
        let anchor = Anchor(
            fingerprint: Recorder.sha256(der),
            name: certificate.description,
            certificate: der,
            simulated: simulated,
            addedAt: recorder.now()
        )
        let anchors = try await recorder.store.anchors(tenant: recorder.tenant)
        if let known = anchors.first(where: { $0.fingerprint == anchor.fingerprint }) {
            guard known.simulated == simulated else {
                throw BedplateError(
                    .conflict,
                    "the anchor is pinned already, as one for \(known.simulated ? "emulations" : "silicon")",
                    hint: "remove it first"
                )
            }
            return known
        }
        try await recorder.commit([.addAnchor(anchor)], [record("anchor.added", anchor, certificate)])
        return anchor
    }

    func remove(_ fingerprint: String) async throws {
        let anchors = try await recorder.store.anchors(tenant: recorder.tenant)
        guard let anchor = anchors.first(where: { $0.fingerprint == fingerprint.lowercased() }) else {
            throw BedplateError(.notFound, "no anchor has this fingerprint")
        }
        try await recorder.commit(
            [.removeAnchor(fingerprint: anchor.fingerprint)],
            [record("anchor.removed", anchor, nil)]
        )
    }

    private func record(_ kind: String, _ anchor: Anchor, _ certificate: Certificate?) -> EvidenceRecord {
        recorder.record(
            kind,
            .claimed,
            simulated: anchor.simulated,
            raw: anchor.certificate,
            [
                "name": anchor.name, "sha256": anchor.fingerprint,
                "leniency": certificate?.leniency.description ?? "not looked at",
            ]
        )
    }
}
