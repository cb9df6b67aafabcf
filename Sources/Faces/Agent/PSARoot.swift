public import API
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
public import SoC
internal import Terminal
internal import Wire

/// A device with a PSA root that runs: whoever asks its application, by a console, a socket or a call.
public protocol PSADevice {
    /// The maker's certificate of the instance key, DER.
    func instanceCertificate() throws -> [UInt8]
    /// A command of ``MailboxCommand`` to the layer that runs, and its answer.
    ///
    /// - Throws: when there is none. A status is no error here.
    func ask(_ command: MailboxCommand, _ payload: [UInt8]) throws -> (status: MailboxStatus, payload: [UInt8])
}

/// A PSA root, in the agent's hands.
///
/// Nothing here must be believed but by the service: the root signs for itself, and what is sealed to it opens in it only.
public struct PSARoot<Device: PSADevice>: AgentRoot {
    private let device: Device

    public init(_ device: Device) { self.device = device }

    public static var name: RootName? { .psa }

    public func introduce(
        _ name: String,
        pinned: AgentState.Identity?,
        in state: AgentState
    ) throws -> Introduction {
        Terminal.progress("reading the instance's certificate")
        let der = try device.instanceCertificate()
        let certificate: Certificate
        do {
            certificate = try Certificate(der: der)
        } catch {
            throw BedplateError(.refused, "the instance's certificate cannot be read", cause: error)
        }
        guard case .ellipticCurve(_, let x, let y) = certificate.publicKey else {
            throw BedplateError(.refused, "the instance's certificate is of a key that signs no tokens")
        }
        return Introduction(
            message: .psa(InstanceEnrolmentRequest(name: name, instanceCertificate: Data(der))),
            pins: AgentState.Pins(
                endorsementTemplate: "",
                endorsementKeyName: Hexadecimal.encode(try HashAlgorithm.sha256.digest(der)),
                attestationTemplate: "",
                // The instance id, as a token says it.
                attestationKeyName: "01" + Hexadecimal.encode(try HashAlgorithm.sha256.digest([4] + x + y))
            )
        )
    }

    public func prove(_ challenge: EnrolmentChallengeMessage, _ pins: AgentState.Pins) throws -> [UInt8] {
        guard case .psa(let challenge) = challenge else {
            throw BedplateError(.refused, "the service asks for something that only a TPM can do")
        }
        Terminal.progress("asking the device for a token")
        return try demand(.attest, [UInt8](challenge.nonce))
    }

    public func evidence(
        _ grant: NonceGrant,
        policy: String,
        _ identity: AgentState.Identity,
        asking secret: String?
    ) throws -> EvidenceMessage {
        guard grant.pcrs.isEmpty else {
            throw BedplateError(.refused, "the policy '\(policy)' is for a TPM", hint: "name one for components")
        }
        Terminal.progress("asking the device for a token and its certificates")
        let token = try demand(.attest, [UInt8](grant.nonce))
        var certificates: [Data] = []
        // One of the unique secret's key, and one for each layer.
        for index in UInt8(0)..<9 {
            let answer = try device.ask(.certificate, [index])
            if answer.status == .absent { break }
            certificates.append(Data(try done(answer, .certificate)))
        }
        return .psa(
            InstanceEvidenceMessage(
                policy: policy,
                nonce: grant.nonce,
                token: Data(token),
                certificates: certificates,
                application: Data(try demand(.certificate, [255])),
                encapsulation: try secret.map { _ in Data(try demand(.certificate, [254])) },
                secret: secret
            )
        )
    }

    public func open(
        _ secret: KeptSecret,
        named name: String,
        _ identity: AgentState.Identity
    ) throws -> [UInt8] {
        guard case .encapsulated(let message) = secret else {
            throw BedplateError(.corrupt, "the secret '\(name)' was not released to a PSA root")
        }
        let info = EncapsulatedSecretMessage.info(device: identity.device, secret: name, nonce: message.nonce)
        guard message.encapsulatedKey.count == 65, info.count <= 512 else {
            throw BedplateError(.corrupt, "the secret '\(name)' is not what a service releases")
        }
        let count = [UInt8(truncatingIfNeeded: info.count), UInt8(truncatingIfNeeded: info.count >> 8)]
        let payload = count + info + [UInt8](message.encapsulatedKey) + [UInt8](message.ciphertext)
        let answer = try device.ask(.open, payload)
        guard answer.status != .invalid else {
            throw BedplateError(
                .refused,
                "the secret '\(name)' stays sealed: the device runs something other than what was approved",
                hint: "attest again: the findings show what differs"
            )
        }
        return try done(answer, .open)
    }

    private func demand(_ command: MailboxCommand, _ payload: [UInt8]) throws -> [UInt8] {
        try done(try device.ask(command, payload), command)
    }

    private func done(
        _ answer: (status: MailboxStatus, payload: [UInt8]),
        _ command: MailboxCommand
    ) throws -> [UInt8] {
        guard answer.status == .done else {
            throw BedplateError(
                .environment,
                "the device does not obey '\(command)': \(answer.status)",
                hint: "does its application run?"
            )
        }
        return answer.payload
    }
}
