internal import API
internal import Foundation
internal import Logging
internal import Model

/// A device introduces itself; if its claim holds, it is given a challenge that only its root can answer.
struct BeginEnrolment: Sendable {
    var recorder: Recorder
    /// Whether a device that is not known yet may enrol.
    var allowsNewDevices: Bool
    /// Seconds.
    var lifetime: Double
    var logger: Logger

    func callAsFunction(_ request: EnrolmentMessage) async throws -> EnrolmentChallengeMessage {
        try Identifier.checkName(request.name, of: "a device")
        let now = recorder.now()
        let anchors = try await recorder.store.anchors(tenant: recorder.tenant)
        let introduced = try Introduced(request, anchors: anchors, at: now)

        let enrolment = Identifier.random(Identifier.enrolment)
        let known = try await existing(introduced.device)
        guard known != nil || allowsNewDevices else { throw BedplateError.closed }
        let challenge = try introduced.challenge(enrolment)
        try await open(
            Enrolment(
                id: enrolment,
                candidate: known ?? introduced.device,
                proofDigest: challenge.proofDigest,
                expiresAt: now.addingTimeInterval(lifetime)
            ),
            now: now
        )
        return challenge.message
    }

    /// The identifier is random, so a conflict means that every place is taken.
    private func open(_ enrolment: Enrolment, now: Date) async throws {
        do {
            try await recorder.commit([.openEnrolment(enrolment, now: now)], [])
        } catch let error as BedplateError where error.code == .conflict {
            logger.warning(
                "an enrolment was refused: too many are open",
                metadata: ["name": "\(enrolment.candidate.name)", "ek": "\(enrolment.candidate.endorsementKey)"]
            )
            throw BedplateError.tooManyEnrolments
        }
    }

    /// The device that holds exactly these keys, and this name, already; nil when nobody holds one of them.
    ///
    /// - Throws: a conflict when another device holds one of the keys or the name. The message is the same for each, so
    ///   that asking tells little; the operator's log has both names.
    private func existing(_ candidate: Device) async throws -> Device? {
        let holder = try await recorder.store.holder(
            endorsementKey: candidate.endorsementKey,
            attestationKeyName: candidate.attestationKeyName
        )
        if let holder {
            guard holder.tenant == recorder.tenant, holder.device.state == .enrolled,
                holder.device.endorsementKey == candidate.endorsementKey,
                holder.device.attestationKeyName == candidate.attestationKeyName,
                holder.device.name == candidate.name, holder.device.root.kind == candidate.root.kind
            else { throw taken(candidate, by: holder.device) }
            return holder.device
        }
        if let other = try await recorder.store.device(named: candidate.name, tenant: recorder.tenant) {
            throw taken(candidate, by: other)
        }
        return nil
    }

    private func taken(_ candidate: Device, by device: Device) -> BedplateError {
        logger.warning(
            "an enrolment was refused: its name or one of its keys belongs to another device",
            metadata: [
                "name": "\(candidate.name)", "holder": "\(device.name)", "holder.id": "\(device.id)",
                "holder.state": "\(device.state.rawValue)", "ek": "\(candidate.endorsementKey)",
                "ak": "\(candidate.attestationKeyName)",
            ]
        )
        return .taken
    }
}

extension BedplateError {
    static let closed = BedplateError(
        .forbidden,
        "this service enrols no new devices",
        hint: "start it without --no-new-devices while devices are enrolled"
    )
    static let tooManyEnrolments = BedplateError(
        .unavailable,
        "too many enrolments are open",
        hint: "each is closed when its device answers, or some minutes later; enroll again then"
    )
    /// Neutral on purpose: who holds what is for the operator's log only.
    static let taken = BedplateError(.conflict, "the name or one of the keys belongs to a device already")
}
