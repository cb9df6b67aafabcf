public import struct Foundation.Data

/// `POST /v1/enrolments` — a device with a PSA root of trust introduces itself.
public struct InstanceEnrolmentRequest: Codable, Sendable {
    /// `psa`: what tells it from a TPM's request on the same route.
    public var root = RootName.psa
    /// What the device wants to be called.
    public var name: String
    /// The maker's certificate of the instance key, DER.
    public var instanceCertificate: Data
    /// Certificates between that and the maker's anchor, DER.
    public var intermediates: [Data]

    public init(name: String, instanceCertificate: Data, intermediates: [Data] = []) {
        self.name = name
        self.instanceCertificate = instanceCertificate
        self.intermediates = intermediates
    }
}

/// The answer: what a token must say, so that the device proves to have the key. The token goes into ``EnrolmentProof``.
public struct InstanceEnrolmentChallenge: Codable, Sendable {
    public var enrolment: String
    public var nonce: Data

    public init(enrolment: String, nonce: Data) {
        self.enrolment = enrolment
        self.nonce = nonce
    }
}

/// `POST /v1/devices/{id}/attestations` — evidence of a device with a PSA root: a token, and the DICE certificates that must
/// agree with it.
public struct InstanceEvidenceMessage: Codable, Sendable {
    /// `psa`
    public var root = RootName.psa
    public var policy: String
    public var nonce: Data
    /// COSE_Sign1
    public var token: Data
    /// The certificate of the unique secret's key, then one for each measured layer; CBOR.
    public var certificates: [Data]
    /// Of the running layer's application key.
    public var application: Data
    /// Of the running layer's key that secrets are sealed to; nil where no secret is asked for.
    public var encapsulation: Data?
    /// The name of a secret that is asked for; nil for a plain attestation.
    public var secret: String?

    public init(
        policy: String,
        nonce: Data,
        token: Data,
        certificates: [Data],
        application: Data,
        encapsulation: Data? = nil,
        secret: String? = nil
    ) {
        self.policy = policy
        self.nonce = nonce
        self.token = token
        self.certificates = certificates
        self.application = application
        self.encapsulation = encapsulation
        self.secret = secret
    }
}

/// A secret sealed by HPKE (RFC 9180) to a key of the layer that attested, as it travels and as the agent keeps it.
public struct EncapsulatedSecretMessage: Codable, Sendable, Equatable {
    /// enc
    public var encapsulatedKey: Data
    public var ciphertext: Data
    /// Of the attestation that it was released to; a part of ``info(device:secret:nonce:)``.
    public var nonce: Data

    public init(encapsulatedKey: Data, ciphertext: Data, nonce: Data) {
        self.encapsulatedKey = encapsulatedKey
        self.ciphertext = ciphertext
        self.nonce = nonce
    }

    /// HPKE's info: a secret opens only as what it was released as.
    public static func info(device: String, secret: String, nonce: Data) -> [UInt8] {
        Array("bedplate release v1\0\(device)\0\(secret)\0".utf8) + [UInt8](nonce)
    }
}

/// The kinds of root, as messages name them. A TPM's messages are older than the second kind, and have no name.
public enum RootName: String, Codable, Sendable {
    case psa
}
