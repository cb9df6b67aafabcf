internal import API
internal import Digests
internal import Foundation
internal import Identity
internal import Logging
internal import Model
internal import PKIX
internal import TPM2
internal import Wire

/// A TPM introduces itself; if its claim holds, it is given a credential that only it can activate.
struct BeginEnrolment: Sendable {
    var recorder: Recorder
    /// Whether a TPM that is not known yet may enrol.
    var allowsNewDevices: Bool
    /// Seconds.
    var lifetime: Double
    var logger: Logger

    func callAsFunction(_ request: EnrolmentRequest) async throws -> EnrolmentChallenge {
        try Identifier.checkName(request.name, of: "a device")
        let claim = try EnrolmentClaim(request)
        let now = recorder.now()
        let judge = try EnrolmentJudge(anchors: try await recorder.store.anchors(tenant: recorder.tenant))
        let outcome = judge.judge(claim, at: now)
        guard let candidate = outcome.candidate else { throw Refusal(judgement: outcome.judgement) }

        let enrolment = Identifier.random(Identifier.enrolment)
        let known = try await existing(candidate, name: request.name)
        guard known != nil || allowsNewDevices else { throw BedplateError.closed }
        let device = try known ?? Device(candidate, name: request.name, at: now)
        let credential = try EnrolmentCredential.make(for: candidate, enrolment: enrolment)
        try await open(
            Enrolment(
                id: enrolment,
                candidate: device,
                proofDigest: credential.proofDigest,
                expiresAt: now.addingTimeInterval(lifetime)
            ),
            now: now
        )
        return EnrolmentChallenge(
            enrolment: enrolment,
            credentialBlob: Data(credential.credentialBlob),
            encryptedSecret: Data(credential.encryptedSecret)
        )
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
    private func existing(_ candidate: EnrolmentCandidate, name: String) async throws -> Device? {
        let attestationKeyName = Hexadecimal.encode(candidate.attestationKeyName)
        let holder = try await recorder.store.holder(
            endorsementKey: candidate.endorsementFingerprint,
            attestationKeyName: attestationKeyName
        )
        if let holder {
            guard holder.tenant == recorder.tenant, holder.device.state == .enrolled,
                holder.device.endorsementKey == candidate.endorsementFingerprint,
                holder.device.attestationKeyName == attestationKeyName, holder.device.name == name
            else { throw taken(name, by: holder.device, candidate) }
            return holder.device
        }
        if let other = try await recorder.store.device(named: name, tenant: recorder.tenant) {
            throw taken(name, by: other, candidate)
        }
        return nil
    }

    private func taken(_ name: String, by device: Device, _ candidate: EnrolmentCandidate) -> BedplateError {
        logger.warning(
            "an enrolment was refused: its name or one of its keys belongs to another device",
            metadata: [
                "name": "\(name)", "holder": "\(device.name)", "holder.id": "\(device.id)",
                "holder.state": "\(device.state.rawValue)", "ek": "\(candidate.endorsementFingerprint)",
                "ak": "\(Hexadecimal.encode(candidate.attestationKeyName))",
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

extension EnrolmentClaim {
    /// The most octets of one field, and the most intermediates.
    static let limits = (field: 16_384, intermediates: 16, text: 64)

    init(_ request: EnrolmentRequest) throws {
        let fields =
            [request.endorsementCertificate, request.endorsementKey, request.attestationKey] + request.intermediates
        guard fields.allSatisfy({ $0.count <= Self.limits.field }),
            request.intermediates.count <= Self.limits.intermediates
        else { throw BedplateError(.malformed, "the enrolment has a field that is too long") }
        for text in [request.manufacturer, request.model] {
            guard text.utf8.count <= Self.limits.text,
                text.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) })
            else {
                throw BedplateError(
                    .malformed,
                    "manufacturer and model are at most \(Self.limits.text) printable octets"
                )
            }
        }
        self.init(
            endorsementCertificate: [UInt8](request.endorsementCertificate),
            intermediates: request.intermediates.map { [UInt8]($0) },
            endorsementKey: [UInt8](request.endorsementKey),
            attestationKey: [UInt8](request.attestationKey),
            manufacturer: request.manufacturer,
            model: request.model,
            firmwareVersion: request.firmwareVersion
        )
    }
}

extension Device {
    /// The device as it will be stored once its credential comes back; the certificate is issued then.
    init(_ candidate: EnrolmentCandidate, name: String, at time: Date) throws {
        self.init(
            id: Identifier.random(Identifier.device),
            name: name,
            state: .enrolled,
            root: candidate.root,
            endorsementKey: candidate.endorsementFingerprint,
            endorsementCertificate: candidate.certificate.certificate.der,
            attestationKeyName: Hexadecimal.encode(candidate.attestationKeyName),
            attestationKey: try candidate.attestationKey.serialized(),
            attestationCertificate: [],
            clock: nil,
            enrolledAt: time
        )
    }
}
