internal import Digests
public import Foundation
public import Model
internal import OpenDICE
internal import PKIX
internal import Wire

/// Judges the instance certificate of a device with a PSA root that wants to be enrolled: a pure function of bytes, anchors
/// and time. ``EnrolmentJudge``'s sibling.
///
/// What held here is not yet proof: that the device has the key shows only when it signs a token over a nonce.
public struct InstanceJudge: Sendable {
    private let verifier: ChainVerifier
    /// The anchors whose roots are emulations, by their certificates' octets.
    private let simulated: Set<[UInt8]>

    /// The judgement, and the candidate when all of it held.
    public struct Outcome: Sendable {
        public var judgement: Judgement
        public var candidate: InstanceCandidate?
    }

    /// - Throws: ``BedplateError`` with code `corrupt` when an anchor that was stored does not parse.
    public init(anchors: [Anchor]) throws {
        let certificates = try anchors.map { anchor in
            do {
                return try Certificate(der: anchor.certificate, allowing: EnrolmentJudge.tolerated)
            } catch {
                throw BedplateError(.corrupt, "the stored anchor \(anchor.fingerprint) does not parse", cause: error)
            }
        }
        // Makers of TPMs have habits that nobody else needs. Anchors that need them vouch for no instance.
        verifier = ChainVerifier(anchors: certificates)
        simulated = Set(anchors.filter(\.simulated).map(\.certificate))
    }

    /// - Parameters:
    ///   - certificate: the instance certificate, DER.
    ///   - intermediates: DER; 16 are looked at.
    public func judge(_ certificate: [UInt8], intermediates: [[UInt8]], at time: Date) -> Outcome {
        var judgement = Judgement()
        let parsed: Certificate
        do throws(X509Error) { parsed = try Certificate(der: certificate) } catch {
            judgement.add(
                Finding(.instanceCertificate, claim: "the instance certificate can be read", location: "\(error)")
            )
            return Outcome(judgement: judgement)
        }
        let verdict = verifier.verify(
            parsed,
            intermediates: intermediates.prefix(16).compactMap { try? Certificate(der: $0) },
            at: time
        )
        // A pinned certificate is nobody's instance: its path would be itself.
        let isEndorsed = verdict.holds && verdict.path.count > 1
        judgement.check(
            isEndorsed,
            .instanceChain,
            "the instance certificate chains to a pinned anchor",
            found: verdict.failures.first.map { "\($0)" } ?? "itself"
        )
        checkProfile(parsed, &judgement)
        guard judgement.holds, isEndorsed, let anchor = verdict.anchor else { return Outcome(judgement: judgement) }
        if simulated.contains(anchor.der) {
            judgement.add(
                Finding(
                    .rootSimulated,
                    .noted,
                    claim: "the root is an emulation",
                    found: "its anchor is one for emulations"
                )
            )
        }
        return Outcome(
            judgement: judgement,
            candidate: InstanceCandidate(
                certificate: parsed,
                fingerprint: (try? HashAlgorithm.sha256.digest(parsed.subjectPublicKeyInfo))
                    .map(Hexadecimal.encode) ?? "",
                isSimulated: simulated.contains(anchor.der)
            )
        )
    }

    /// A key of P-256 that signs tokens and the device's own certificates, named by its identifier.
    private func checkProfile(_ certificate: Certificate, _ judgement: inout Judgement) {
        var isKey = false
        if case .ellipticCurve(.p256, _, _) = certificate.publicKey {
            isKey = (try? VerificationKey(certificate.publicKey)) != nil
        }
        judgement.check(
            isKey,
            .instanceKey,
            "the instance's key is one of P-256",
            found: "\(certificate.publicKey)"
        )
        judgement.check(
            certificate.extensions.keyUsage == [.digitalSignature, .keyCertSign] && certificate.extensions.isCA == true,
            .instanceProfile,
            "the instance's key signs tokens and the device's own certificates",
            expected: "digitalSignature and keyCertSign, CA",
            found: "0x" + String(certificate.extensions.keyUsage?.rawValue ?? 0, radix: 16)
        )
        let name = certificate.subject.text(OID(2, 5, 4, 5))
        let identifier = OpenDICEIdentifier.text(of: certificate.publicKey)
        judgement.check(
            name != nil && name == identifier && certificate.subject.attributes.count == 1,
            .instanceProfile,
            "the subject is the key's identifier",
            expected: identifier,
            found: certificate.subject.description
        )
    }
}
