public import struct Foundation.Data

/// The body of `POST /v1/enrolments`, by the kind of root.
public enum EnrolmentMessage: Codable, Sendable {
    case tpm(EnrolmentRequest)
    case psa(InstanceEnrolmentRequest)

    public init(from decoder: any Decoder) throws {
        self =
            switch try RootName.named(in: decoder) {
            case nil: .tpm(try EnrolmentRequest(from: decoder))
            case .psa: .psa(try InstanceEnrolmentRequest(from: decoder))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .tpm(let message): try message.encode(to: encoder)
        case .psa(let message): try message.encode(to: encoder)
        }
    }

    public var name: String {
        switch self {
        case .tpm(let message): message.name
        case .psa(let message): message.name
        }
    }
}

/// The answer to ``EnrolmentMessage``, by the kind of root.
public enum EnrolmentChallengeMessage: Codable, Sendable {
    case tpm(EnrolmentChallenge)
    case psa(InstanceEnrolmentChallenge)

    private enum Key: String, CodingKey { case credentialBlob }

    public init(from decoder: any Decoder) throws {
        self =
            try decoder.container(keyedBy: Key.self).contains(.credentialBlob)
            ? .tpm(try EnrolmentChallenge(from: decoder)) : .psa(try InstanceEnrolmentChallenge(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .tpm(let message): try message.encode(to: encoder)
        case .psa(let message): try message.encode(to: encoder)
        }
    }

    public var enrolment: String {
        switch self {
        case .tpm(let message): message.enrolment
        case .psa(let message): message.enrolment
        }
    }
}

/// The body of `POST /v1/devices/{id}/attestations`, by the kind of root.
public enum EvidenceMessage: Codable, Sendable {
    case tpm(AttestationEvidence)
    case psa(InstanceEvidenceMessage)

    public init(from decoder: any Decoder) throws {
        self =
            switch try RootName.named(in: decoder) {
            case nil: .tpm(try AttestationEvidence(from: decoder))
            case .psa: .psa(try InstanceEvidenceMessage(from: decoder))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .tpm(let message): try message.encode(to: encoder)
        case .psa(let message): try message.encode(to: encoder)
        }
    }

    public var policy: String {
        switch self {
        case .tpm(let message): message.policy
        case .psa(let message): message.policy
        }
    }

    public var nonce: Data {
        switch self {
        case .tpm(let message): message.nonce
        case .psa(let message): message.nonce
        }
    }

    /// What the device signed, and the name of the secret that it asked for: an answer is bound to them.
    var bound: [[UInt8]] {
        switch self {
        case .tpm(let message):
            [[UInt8](message.quote), [UInt8](message.signature), Array((message.release?.secret ?? "").utf8)]
        case .psa(let message):
            // A token has its signature inside.
            [[UInt8](message.token), [], Array((message.secret ?? "").utf8)]
        }
    }
}

extension RootName {
    private enum Key: String, CodingKey { case root }

    /// Nil where none is named: a TPM's message.
    fileprivate static func named(in decoder: any Decoder) throws -> RootName? {
        try decoder.container(keyedBy: Key.self).decodeIfPresent(RootName.self, forKey: .root)
    }
}
