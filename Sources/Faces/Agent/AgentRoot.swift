public import API

/// What the agent needs of a root of trust, by the steps of its conversation with the service. Between two steps the
/// service is asked; a root keeps nothing open over it.
public protocol AgentRoot {
    /// As messages and the agent's state name the kind; nil for a TPM.
    static var name: RootName? { get }

    /// What the root shows of itself to be enrolled, and what of it is pinned.
    ///
    /// - Parameters:
    ///   - name: what the device is to be called.
    ///   - pinned: the identity of an enrolment before, if there was one.
    func introduce(_ name: String, pinned: AgentState.Identity?, in state: AgentState) throws -> Introduction
    /// The answer to the service's challenge.
    func prove(_ challenge: EnrolmentChallengeMessage, _ pins: AgentState.Pins) throws -> [UInt8]
    /// What was booted, signed over the service's nonce.
    ///
    /// - Parameter secret: the name of a secret that is asked for.
    func evidence(
        _ grant: NonceGrant,
        policy: String,
        _ identity: AgentState.Identity,
        asking secret: String?
    ) throws -> EvidenceMessage
    /// Opens a secret that was released to this root.
    ///
    /// - Throws: `refused` where it runs something else than what was approved.
    func open(_ secret: KeptSecret, named name: String, _ identity: AgentState.Identity) throws -> [UInt8]
}

/// A root that introduces itself.
public struct Introduction: Sendable {
    public var message: EnrolmentMessage
    public var pins: AgentState.Pins

    public init(message: EnrolmentMessage, pins: AgentState.Pins) {
        self.message = message
        self.pins = pins
    }
}

/// A sealed secret as the agent keeps it, by the kind of root that opens it.
public enum KeptSecret: Codable, Sendable {
    case sealed(SealedSecretMessage)
    case encapsulated(EncapsulatedSecretMessage)

    init?(_ answer: AttestationAnswer) {
        if let sealed = answer.sealed {
            self = .sealed(sealed)
        } else if let encapsulated = answer.encapsulated {
            self = .encapsulated(encapsulated)
        } else {
            return nil
        }
    }

    private enum Key: String, CodingKey { case encapsulatedKey }

    public init(from decoder: any Decoder) throws {
        self =
            try decoder.container(keyedBy: Key.self).contains(.encapsulatedKey)
            ? .encapsulated(try EncapsulatedSecretMessage(from: decoder))
            : .sealed(try SealedSecretMessage(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .sealed(let message): try message.encode(to: encoder)
        case .encapsulated(let message): try message.encode(to: encoder)
        }
    }
}
