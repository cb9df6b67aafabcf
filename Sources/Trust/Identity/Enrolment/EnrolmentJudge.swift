internal import Digests
public import Foundation
public import Model
public import PKIX
internal import TPM2
internal import Wire

/// Judges what a device claims when it wants to be enrolled: a pure function of bytes, anchors and time.
///
/// What held here is not yet proof: that the two keys live in *one* TPM shows only when it activates the credential.
public struct EnrolmentJudge: Sendable {
    private let verifier: ChainVerifier
    /// The anchors whose roots are emulations, by their certificates' octets.
    private let simulated: Set<[UInt8]>

    /// The judgement, and the candidate when all of it held.
    public struct Outcome: Sendable {
        public var judgement: Judgement
        public var candidate: EnrolmentCandidate?
    }

    /// The deviations that TPM makers' certificates are known for and that let nothing else pass: each one that was
    /// needed is reported as a finding. Not among them: SHA-1 signatures, and certificates without the EK's purpose.
    public static let tolerated: Leniency = [
        .unsortedName, .nonPositiveSerial, .oaepKeyAlgorithm, .explicitDefault, .trailingPadding,
        .storedCertificateHeader,
    ]

    /// - Throws: ``BedplateError`` with code `corrupt` when an anchor that was stored does not parse.
    public init(anchors: [Anchor], tolerating leniency: Leniency = Self.tolerated) throws {
        let certificates = try anchors.map { anchor in
            do {
                return try Certificate(der: anchor.certificate, allowing: leniency)
            } catch {
                throw BedplateError(.corrupt, "the stored anchor \(anchor.fingerprint) does not parse", cause: error)
            }
        }
        verifier = ChainVerifier(anchors: certificates, allowing: leniency)
        simulated = Set(anchors.filter(\.simulated).map(\.certificate))
    }

    /// Checks the EK certificate, the endorsement key, and the attestation key, and gives every finding of all three.
    public func judge(_ claim: EnrolmentClaim, at time: Date) -> Outcome {
        var judgement = Judgement()
        let endorsement = judgeEndorsement(claim, at: time, &judgement)
        let attestation = AttestationKeyClaim.judge(claim.attestationKey, &judgement)
        guard let endorsement, let attestation, judgement.holds else { return Outcome(judgement: judgement) }

        let certified = endorsement.certificate.tpmAttributes
        let isSimulatedAnchor = simulated.contains(endorsement.anchor.der)
        let emulation =
            isSimulatedAnchor
            ? "its anchor is one for emulations"
            : EmulatedRoot.reason(
                reported: (claim.manufacturer, claim.model),
                certified: certified.map { ($0.manufacturer, $0.model) }
            )
        if let emulation {
            judgement.add(Finding(.rootSimulated, .noted, claim: "the root is an emulation", found: emulation))
        }
        if !endorsement.leniency.isEmpty {
            judgement.add(
                Finding(
                    .endorsementLeniency,
                    .noted,
                    claim: "the EK certificate or its path deviates from its specification",
                    found: endorsement.leniency.description
                )
            )
        }
        let candidate = EnrolmentCandidate(
            certificate: endorsement.certificate,
            endorsementKey: endorsement.key,
            endorsementFingerprint: Self.sha256(endorsement.info),
            attestationKey: attestation,
            root: Root(
                kind: .tpm2,
                manufacturer: claim.manufacturer,
                model: claim.model,
                firmwareVersion: claim.firmwareVersion,
                simulated: emulation != nil
            ),
            anchor: Self.sha256(endorsement.anchor.der),
            leniency: endorsement.leniency
        )
        return Outcome(judgement: judgement, candidate: candidate)
    }

    private struct Endorsement {
        var certificate: EKCertificate
        var key: Public
        var info: [UInt8]
        var anchor: Certificate
        var leniency: Leniency
    }

    private func judgeEndorsement(_ claim: EnrolmentClaim, at time: Date, _ judgement: inout Judgement) -> Endorsement?
    {
        let certificate: EKCertificate
        do throws(X509Error) {
            certificate = try EKCertificate(nv: claim.endorsementCertificate, allowing: verifier.leniency)
        } catch {
            judgement.add(
                Finding(.endorsementCertificate, claim: "the EK certificate can be read", location: "\(error)")
            )
            return nil
        }
        let key: Public
        do throws(WireError) {
            key = try Public(claim.endorsementKey)
        } catch {
            judgement.add(Finding(.endorsementKey, claim: "the endorsement key is a TPMT_PUBLIC", location: "\(error)"))
            return nil
        }
        let info = key.publicKeyInfo
        // An intermediate that does not parse cannot help; that a path is missing is then the finding.
        let intermediates = claim.intermediates.prefix(16).compactMap {
            try? Certificate(der: $0, allowing: verifier.leniency)
        }
        let verdict = certificate.judge(
            publicKey: info ?? .other(OID(0, 0)),
            verifier: verifier,
            intermediates: intermediates,
            at: time
        )
        judgement.add(Judgement(verdict.findings))
        let isEndorsementKey = checkAttributes(key, &judgement)
        guard verdict.holds, isEndorsementKey, let anchor = verdict.chain.anchor,
            let info = info?.subjectPublicKeyInfo
        else { return nil }
        return Endorsement(certificate: certificate, key: key, info: info, anchor: anchor, leniency: verdict.leniency)
    }

    /// The certificate covers the key's numbers only. The rest of the public area decides how the credential is wrapped,
    /// and a TPM that holds the key with another public area cannot open it: a wrong claim harms who made it.
    private func checkAttributes(_ key: Public, _ judgement: inout Judgement) -> Bool {
        return judgement.check(
            AttributeRule.storage.isMet(by: key.objectAttributes)
                && key.nameAlg.isAccepted
                && EnrolmentCredential.symmetricBits(key) != nil,
            .endorsementAttributes,
            "the endorsement key is a restricted decryption key with an accepted Name algorithm and an AES wrapper",
            expected: "\(AttributeRule.storage); sha256 or better; AES",
            found: "0x" + String(key.objectAttributes.rawValue, radix: 16) + ", \(key.nameAlg)"
        )
    }

    private static func sha256(_ octets: [UInt8]) -> String {
        (try? HashAlgorithm.sha256.digest(octets)).map(Hexadecimal.encode) ?? ""
    }
}
