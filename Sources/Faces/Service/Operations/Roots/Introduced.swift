internal import API
internal import Foundation
internal import Identity
internal import Model

/// A device whose introduction held, and how it is asked to prove it: what differs between the kinds of root when a device
/// is enrolled. That the keys are nobody else's, who may enrol and how many at once is the same for all.
struct Introduced: Sendable {
    /// As it will be stored once its proof comes; the certificate is issued then.
    var device: Device
    /// By the enrolment's identifier: what is asked, and 32 octets that the proof will be judged by.
    var challenge: @Sendable (String) throws -> (message: EnrolmentChallengeMessage, proofDigest: [UInt8])

    /// - Throws: ``Refusal`` when the claim does not hold, ``BedplateError`` with code `malformed` beyond a limit.
    init(_ message: EnrolmentMessage, anchors: [Anchor], at time: Date) throws {
        switch message {
        case .tpm(let request): try self.init(request, anchors: anchors, at: time)
        case .psa(let request): try self.init(request, anchors: anchors, at: time)
        }
    }

    init(
        device: Device,
        challenge: @escaping @Sendable (String) throws -> (message: EnrolmentChallengeMessage, proofDigest: [UInt8])
    ) {
        self.device = device
        self.challenge = challenge
    }
}

extension Enrolment {
    /// The candidate, if this proof is its own.
    ///
    /// - Throws: ``Refusal`` otherwise.
    func proven(by proof: EnrolmentProof) throws -> Device {
        switch candidate.root.kind {
        case .tpm2: try activated(by: proof)
        case .psa: try signed(by: proof)
        }
    }
}

extension Device {
    /// What the ledger says of the keys of a device that was enrolled.
    func enrolmentFields() throws -> [String: String] {
        switch root.kind {
        case .tpm2: try tpmFields()
        case .psa: try psaFields()
        }
    }
}
