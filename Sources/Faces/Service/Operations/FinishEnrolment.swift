internal import API
internal import Digests
internal import Foundation
internal import Identity
internal import Logging
internal import Model
internal import PKIX

/// The proof came: the root has the keys that were introduced, and its attestation key is certified.
///
/// Asking twice is answered alike: whoever lost the answer begins again, and gets the same device and certificate.
struct FinishEnrolment: Sendable {
    var recorder: Recorder
    var authority: CertificateAuthority
    /// Whether a device that is not known yet may enrol; one that began before it was forbidden may not either.
    var allowsNewDevices: Bool
    var logger: Logger

    /// Seconds that an attestation key's certificate is valid, unless the authority's ends before.
    static let validity = 10 * 365 * 86_400.0

    func callAsFunction(_ proof: EnrolmentProof, enrolment id: String) async throws -> EnrolmentGrant {
        let now = recorder.now()
        guard let enrolment = try await recorder.store.enrolment(id: id, tenant: recorder.tenant),
            now < enrolment.expiresAt
        else { throw BedplateError(.notFound, "no such enrolment is open", hint: "begin the enrolment again") }
        let candidate = try enrolment.proven(by: proof)
        if let device = try await recorder.store.device(id: candidate.id, tenant: recorder.tenant) {
            return try await grantAgain(device, closing: id, now: now)
        }
        guard allowsNewDevices else { throw BedplateError.closed }
        let device = try await certified(candidate, now: now)
        do {
            try await recorder.commit(
                [.closeEnrolment(id: id, now: now), .insertDevice(device)],
                [try record(device)]
            )
        } catch let error as BedplateError where error.code == .conflict {
            return try await resolve(error, device, closing: id, now: now)
        }
        logger.info("a device was enrolled", metadata: ["device": "\(device.id)", "name": "\(device.name)"])
        return grant(device)
    }

    private func certified(_ candidate: Device, now: Date) async throws -> Device {
        let limits = authority.certificate.validity
        let certificate = try await authority.attestationKeyCertificate(
            for: try candidate.attestationKeyInfo(),
            device: candidate.id,
            validity: Validity(
                // Room for a device whose clock is behind.
                notBefore: max(limits.notBefore, now.addingTimeInterval(-3600)),
                notAfter: min(limits.notAfter, now.addingTimeInterval(Self.validity))
            ),
            isTPM: candidate.root.kind == .tpm2
        )
        var device = candidate
        device.attestationCertificate = certificate.der
        device.enrolledAt = now
        return device
    }

    /// Another enrolment of the same device was faster, or another device took a key or the name meanwhile.
    private func resolve(
        _ error: BedplateError,
        _ device: Device,
        closing id: String,
        now: Date
    ) async throws -> EnrolmentGrant {
        let holder = try await recorder.store.holder(
            endorsementKey: device.endorsementKey,
            attestationKeyName: device.attestationKeyName
        )
        guard let holder, holder.tenant == recorder.tenant, holder.device.endorsementKey == device.endorsementKey,
            holder.device.attestationKeyName == device.attestationKeyName
        else {
            logger.warning(
                "an enrolment was refused: its name or one of its keys was taken meanwhile",
                metadata: ["name": "\(device.name)", "holder": "\(holder?.device.name ?? "by name")"]
            )
            throw BedplateError.taken
        }
        return try await grantAgain(holder.device, closing: id, now: now)
    }

    private func grantAgain(_ device: Device, closing id: String, now: Date) async throws -> EnrolmentGrant {
        guard device.state == .enrolled else { throw BedplateError.taken }
        do {
            try await recorder.commit([.closeEnrolment(id: id, now: now)], [])
        } catch let error as BedplateError where error.code == .conflict {
            // The same request twice at once: the other one closed it.
        }
        return grant(device)
    }

    private func grant(_ device: Device) -> EnrolmentGrant {
        EnrolmentGrant(
            device: device.id,
            attestationCertificate: Data(device.attestationCertificate),
            issuer: Data(authority.certificate.der)
        )
    }

    private func record(_ device: Device) throws -> EvidenceRecord {
        let fields = [
            "name": device.name,
            "root": device.root.kind.rawValue,
            "manufacturer": device.root.manufacturer,
            "model": device.root.model,
            "enrolled.at": Recorder.time(device.enrolledAt),
        ]
        return recorder.record(
            "device.enrolled",
            .attested,
            about: device,
            simulated: device.root.simulated,
            raw: device.endorsementCertificate,
            fields.merging(try device.enrolmentFields()) { field, _ in field }
        )
    }
}
