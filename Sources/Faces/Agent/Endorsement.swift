internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import TPM2
internal import Terminal
internal import Wire

/// The TPM's endorsement: its certificate as read from NV, and which template remakes its key.
struct Endorsement {
    var template: EndorsementKeyTemplate
    /// The NV index' octets, as they were read.
    var octets: [UInt8]

    /// What makers do to certificates in NV, and nothing else.
    static let leniency: Leniency = [.trailingPadding, .storedCertificateHeader]

    /// Small and fast keys first; RSA, which a TPM needs seconds for, last.
    private static let preference: [EndorsementKeyTemplate] = [.l2, .h2, .h3, .l1, .h1, .h6]

    /// Reads the certificate of the first template that has one. A claim, until its chain was verified.
    static func find(in tpm: TPM, only template: EndorsementKeyTemplate?) throws -> Endorsement {
        let present = Set(try tpm.handles(.nvIndex))
        let wanted = template.map { [$0] } ?? preference
        guard let found = wanted.first(where: { present.contains($0.certificateIndex) }) else {
            throw BedplateError(
                .environment,
                "the TPM has no endorsement certificate in NV",
                hint: "some makers give it out on request only; a TPM without one cannot be enrolled"
            )
        }
        do {
            return Endorsement(template: found, octets: try tpm.readNV(found.certificateIndex))
        } catch TPMError.refused {
            // Some indices are readable with the owner's authorization only.
            return Endorsement(template: found, octets: try tpm.readNV(found.certificateIndex, by: .owner))
        }
    }

    /// The certificates between the EK's and the anchor, if this is the certificate of that key and chains to an anchor.
    ///
    /// - Throws: `refused`, with what did not hold.
    func verify(_ key: Public, anchors: [Certificate], at time: Date) throws -> [Certificate] {
        let certificate: EKCertificate
        do {
            certificate = try EKCertificate(nv: octets, allowing: Self.leniency)
        } catch {
            throw BedplateError(.refused, "the endorsement certificate in NV cannot be read", cause: error)
        }
        guard let info = key.publicKeyInfo else {
            throw BedplateError(.refused, "the endorsement key is of a kind that no certificate has")
        }
        // A root ends the path where there is one; what else was pinned may end it too.
        let roots = anchors.filter { $0.issuer == $0.subject }
        let others = anchors.filter { $0.issuer != $0.subject }
        var verdict: EKVerdict?
        for candidate in [roots, anchors] where verdict?.holds != true && !candidate.isEmpty {
            verdict = certificate.judge(
                publicKey: info,
                verifier: ChainVerifier(anchors: candidate, allowing: Self.leniency),
                intermediates: others,
                at: time
            )
        }
        guard let verdict, verdict.holds else {
            let failures =
                verdict?.failures.map { "\($0.subject.rawValue): \($0.found ?? "missing")" } ?? ["no anchors"]
            throw BedplateError(
                .refused,
                "this TPM is not proven genuine; " + failures.joined(separator: "; "),
                hint: "give the maker's CA certificates with --anchors"
            )
        }
        return Array(verdict.chain.path.dropFirst().filter { $0.issuer != $0.subject })
    }
}
