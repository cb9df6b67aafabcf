internal import API
internal import Attestation
internal import Model
internal import PKIX
internal import Wire

/// A PSA root's token, and the DICE certificates that agree with it.
struct PSAEvidence: RootEvidence {
    static let kind = Root.Kind.psa
    private let evidence: InstanceEvidence
    let secret: String?

    init(_ message: InstanceEvidenceMessage) throws {
        let certificates = message.certificates + [message.application] + [message.encapsulation].compactMap { $0 }
        guard message.token.count <= TokenVerifier.sizeLimit, message.certificates.count <= Self.certificateLimit,
            certificates.allSatisfy({ $0.count <= Self.largestCertificate })
        else { throw BedplateError(.malformed, "the token, a certificate, or their number exceeds its limit") }
        evidence = InstanceEvidence(
            token: [UInt8](message.token),
            chain: DICEEvidence(
                layers: message.certificates.map { [UInt8]($0) },
                application: [UInt8](message.application),
                encapsulation: message.encapsulation.map { [UInt8]($0) }
            )
        )
        secret = message.secret
    }

    private static let certificateLimit = DICEEvidence.layerLimit + 1
    private static let largestCertificate = 4096

    var statement: [UInt8] { evidence.token }
    var log: [UInt8]? { nil }

    func appraise(_ context: AppraisalContext) throws -> AttestationResult {
        let appraiser = InstanceAppraiser(
            key: try context.device.attestationKeyInfo(),
            implementation: try Self.implementation(context.device),
            policy: context.policy,
            reference: context.reference,
            simulatedRoot: context.device.root.simulated
        )
        return appraiser.appraise(
            evidence,
            nonce: context.nonce.bytes,
            at: InstanceAppraiser.Moment(granted: context.nonce.order, now: context.now),
            previous: context.device.clock
        )
    }

    /// The running layer's key, if its certificate hangs on the chain that was just verified.
    func recipient(_ context: AppraisalContext, _ result: inout AttestationResult) throws -> (any SecretRecipient)? {
        guard let layers = result.layers else { return nil }
        guard let key = layers.encapsulationKey else {
            result.judgement.add(
                Finding(.releaseKey, claim: "the device shows a key that a secret can be sealed to", found: "none")
            )
            return nil
        }
        return LayerRecipient(key: key, device: context.device.id, nonce: context.nonce.bytes)
    }

    func boot(of device: Device, _ policy: AppraisalPolicy, nonce: [UInt8]) throws -> ReferenceBoot {
        guard let rules = policy.components else {
            throw BedplateError(.conflict, "the policy '\(policy.name)' is for another kind of root by now")
        }
        let outcome = InstanceVerifier.verify(
            evidence,
            expecting: TokenExpectation(
                nonce: nonce,
                key: try device.attestationKeyInfo(),
                implementation: try Self.implementation(device),
                lifecycles: rules.lifecycles,
                debug: rules.debug
            )
        )
        guard let layers = outcome.verified else { throw BedplateError.verifiesNoMore(device, outcome.judgement) }
        return ReferenceBoot(reference: ReferenceValues(learning: layers), layers: layers)
    }

    private static func implementation(_ device: Device) throws -> [UInt8] {
        guard let octets = Hexadecimal.decode(device.root.model), octets.count == 32 else {
            throw BedplateError(.corrupt, "the stored implementation of \(device.id) is none")
        }
        return octets
    }
}
