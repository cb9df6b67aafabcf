internal import API
internal import Attestation
internal import Model
internal import TPM2
internal import Wire

/// A TPM's quote, its PCRs and its log.
struct TPMEvidence: RootEvidence {
    static let kind = Root.Kind.tpm2
    private let evidence: Evidence
    private let release: ReleaseRequest?

    init(_ message: AttestationEvidence) throws {
        evidence = try Evidence(message)
        release = message.release
    }

    var statement: [UInt8] { evidence.quote.attest }
    var log: [UInt8]? { evidence.log }
    var secret: String? { release?.secret }

    func appraise(_ context: AppraisalContext) throws -> AttestationResult {
        let appraiser = Appraiser(
            key: try Self.key(context.device),
            hierarchy: .endorsement,
            policy: context.policy,
            reference: context.reference,
            simulatedRoot: context.device.root.simulated
        )
        return appraiser.appraise(evidence, nonce: context.nonce.bytes, previous: context.device.clock)
    }

    /// The storage key, if the attestation key certified it over the same nonce. A forged certification is held against the
    /// device.
    func recipient(_ context: AppraisalContext, _ result: inout AttestationResult) throws -> (any SecretRecipient)? {
        // A quote that proved nothing is not helped by a certification.
        guard let release, let values = result.verified else { return nil }
        let storageKey: Public
        do throws(WireError) {
            storageKey = try Public([UInt8](release.storageKey))
        } catch {
            result.judgement.add(
                Finding(.storageKeyStructure, claim: "the storage key is a TPMT_PUBLIC", location: "\(error)")
            )
            result.tier = .contraindicated
            return nil
        }
        let (judgement, certified) = CertifiedStorageKey.verify(
            SignedStatement(attest: [UInt8](release.certification), signature: [UInt8](release.signature)),
            of: storageKey,
            by: try Self.key(context.device),
            primaryIn: .endorsement,
            nonce: context.nonce.bytes
        )
        guard let certified else {
            // Held findings stay out: the same codes say of the quote whether it is authentic.
            result.judgement.add(Judgement(judgement.failures))
            result.tier = .contraindicated
            return nil
        }
        return StorageKeyRecipient(
            key: certified,
            name: (try? storageKey.name()).map(Hexadecimal.encode) ?? "",
            values: values,
            policy: context.policy
        )
    }

    func boot(of device: Device, _ policy: AppraisalPolicy, nonce: [UInt8]) throws -> ReferenceBoot {
        let quote = QuoteVerifier.verify(
            evidence.quote,
            values: evidence.values,
            key: try Self.key(device),
            primaryIn: .endorsement,
            expecting: QuoteExpectation(
                nonce: nonce,
                pcrs: policy.selection,
                previous: nil,
                allowsSHA1: policy.allowSHA1
            )
        )
        guard let verified = quote.verified else { throw BedplateError.verifiesNoMore(device, quote.judgement) }
        return ReferenceBoot(
            reference: try ReferenceValues(
                learning: verified.pcrs,
                bank: policy.bank,
                log: evidence.log,
                allowing: policy.errata
            )
        )
    }

    private static func key(_ device: Device) throws -> AttestationKey {
        try AttestationKey(try Public(device.attestationKey))
    }
}

extension BedplateError {
    static func verifiesNoMore(_ device: Device, _ judgement: Judgement) -> BedplateError {
        BedplateError(
            .corrupt,
            "the kept evidence of \(device.id) verifies no more",
            cause: Refusal(judgement: judgement)
        )
    }
}
