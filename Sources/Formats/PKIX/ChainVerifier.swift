internal import Digests

public import struct Foundation.Date

/// Looks for a path from a certificate to one of the pinned anchors and checks it (RFC 5280, 6.1, without policies, name
/// constraints and revocation: none of the TPM makers' chains depends on the first two, and revocation is the caller's).
///
/// An anchor may itself be an intermediate: whatever the operator pinned is where a path ends. The anchor's own
/// signature is not verified; its validity, CA flag, keyUsage and path length are. The work is bounded: at most
/// ``pathLimit`` certificates in a path and ``signatureLimit`` signature verifications in all.
public struct ChainVerifier: Sendable {
    public let anchors: [Certificate]
    /// The deviations that are tolerated in certificates of a path.
    public let leniency: Leniency
    public let pathLimit: Int
    public let signatureLimit: Int
    private let anchorsBySubject: [DistinguishedName: [Certificate]]

    public init(
        anchors: [Certificate],
        allowing leniency: Leniency = [],
        pathLimit: Int = 6,
        signatureLimit: Int = 24
    ) {
        self.anchors = anchors
        self.leniency = leniency
        self.pathLimit = pathLimit
        self.signatureLimit = signatureLimit
        self.anchorsBySubject = Dictionary(grouping: anchors, by: \.subject)
    }

    /// - Parameters:
    ///   - intermediates: untrusted certificates that may lie between. The first 16 are looked at.
    ///   - purpose: if given, a CA on the path that limits its purposes (extendedKeyUsage) must name this one.
    ///   - time: the moment at which every certificate of the path must be valid.
    public func verify(
        _ certificate: Certificate,
        intermediates: [Certificate] = [],
        purpose: OID? = nil,
        at time: Date
    ) -> ChainVerdict {
        var search = Search(
            verifier: self,
            intermediates: Array(intermediates.prefix(16)),
            purpose: purpose,
            time: time,
            signaturesLeft: signatureLimit
        )
        let path = search.check(certificate) ? search.extend([certificate]) : nil
        guard let path else { return ChainVerdict(path: [], failures: search.failures, leniency: []) }
        return ChainVerdict(path: path, failures: [], leniency: search.leniency(of: path))
    }

    func anchors(named subject: DistinguishedName) -> [Certificate] { anchorsBySubject[subject] ?? [] }
    func isAnchor(_ certificate: Certificate) -> Bool { anchors(named: certificate.subject).contains(certificate) }
}

/// One search; remembers what it found on the way.
private struct Search {
    let verifier: ChainVerifier
    let intermediates: [Certificate]
    let purpose: OID?
    let time: Date
    var signaturesLeft: Int
    var failures: [ChainFailure] = []

    /// The shortest extension of `path` that ends at an anchor: depth first, anchors before intermediates.
    mutating func extend(_ path: [Certificate]) -> [Certificate]? {
        guard let last = path.last else { return nil }
        if verifier.isAnchor(last) { return path }
        guard path.count < verifier.pathLimit else { return fail(.limit, last, "\(path.count) certificates") }
        let pinned = verifier.anchors(named: last.issuer)
        let others = intermediates.filter { $0.subject == last.issuer && !pinned.contains($0) }
        let candidates = (pinned + others).filter { !path.contains($0) }
        guard !candidates.isEmpty, !last.issuer.isEmpty else {
            return fail(.issuerUnknown, last, last.issuer.description)
        }
        for issuer in candidates {
            guard checkIssuer(issuer, below: path), checkSignature(last, by: issuer) else { continue }
            if let whole = extend(path + [issuer]) { return whole }
        }
        return nil
    }

    /// What every certificate of a path must satisfy.
    mutating func check(_ certificate: Certificate) -> Bool {
        let missing = certificate.leniency.subtracting(verifier.leniency)
        let unknown = certificate.extensions.unknownCritical.first
        return all([
            require(time >= certificate.validity.notBefore, .notYetValid, certificate),
            require(time <= certificate.validity.notAfter, .expired, certificate),
            require(unknown == nil, .unknownCritical, certificate, unknown?.description),
            require(missing.isEmpty, .leniency, certificate, missing.description),
        ])
    }

    private mutating func checkIssuer(_ issuer: Certificate, below path: [Certificate]) -> Bool {
        // The end certificate does not count, nor does one that names itself as its issuer (RFC 5280, 4.2.1.9).
        let below = path.dropFirst().count { $0.subject != $0.issuer }
        let limit = issuer.extensions.pathLength ?? .max
        let usage = issuer.extensions.keyUsage ?? .keyCertSign
        return all([
            check(issuer),
            require(issuer.extensions.isCA == true, .notCA, issuer),
            require(usage.contains(.keyCertSign), .keyUsage, issuer),
            require(below <= limit, .pathLength, issuer, "\(below) below, \(limit) allowed"),
            require(servesPurpose(issuer), .purpose, issuer),
        ])
    }

    private func servesPurpose(_ issuer: Certificate) -> Bool {
        guard let purpose, let purposes = issuer.extensions.keyPurposes else { return true }
        return purposes.contains(purpose) || purposes.contains(.anyKeyPurpose)
    }

    private mutating func checkSignature(_ certificate: Certificate, by issuer: Certificate) -> Bool {
        guard let scheme = certificate.signatureScheme else { return refuse(.algorithm, certificate) }
        if scheme.hash == .sha1, !verifier.leniency.contains(.sha1Signature) {
            return refuse(.leniency, certificate, Leniency.sha1Signature.description)
        }
        guard signaturesLeft > 0 else { return refuse(.limit, certificate, "\(verifier.signatureLimit) signatures") }
        signaturesLeft -= 1
        guard let key = try? VerificationKey(issuer.publicKey) else { return refuse(.algorithm, issuer) }
        guard key.isValid(certificate.signature, for: certificate.tbs, scheme) else {
            return refuse(.signature, certificate, "by \(issuer)")
        }
        return true
    }

    /// What the certificates needed, and SHA-1 wherever a signature on the path was verified over it.
    func leniency(of path: [Certificate]) -> Leniency {
        var used = path.reduce(into: Leniency()) { $0.formUnion($1.leniency) }
        if path.dropLast().contains(where: { $0.signatureScheme?.hash == .sha1 }) { used.insert(.sha1Signature) }
        return used
    }

    /// Every check is made before this is asked, so that all failures of a certificate are reported.
    private func all(_ outcomes: [Bool]) -> Bool { outcomes.allSatisfy { $0 } }

    private mutating func require(
        _ condition: Bool,
        _ reason: ChainFailure.Reason,
        _ at: Certificate,
        _ detail: @autoclosure () -> String? = nil
    ) -> Bool {
        condition || refuse(reason, at, detail())
    }

    /// The report is bounded and holds each failure once; the outcome of a check never depends on it.
    private mutating func record(_ reason: ChainFailure.Reason, _ at: Certificate, _ detail: String? = nil) {
        let failure = ChainFailure(reason, at, detail)
        if failures.count < 64, !failures.contains(failure) { failures.append(failure) }
    }

    private mutating func refuse(_ reason: ChainFailure.Reason, _ at: Certificate, _ detail: String? = nil) -> Bool {
        record(reason, at, detail)
        return false
    }

    private mutating func fail(_ reason: ChainFailure.Reason, _ at: Certificate, _ detail: String) -> [Certificate]? {
        record(reason, at, detail)
        return nil
    }
}
