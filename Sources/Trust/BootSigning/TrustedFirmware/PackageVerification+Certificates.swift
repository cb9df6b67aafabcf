internal import Digests
internal import Model
internal import PKIX
internal import TrustedFirmware
internal import Wire

extension PackageVerification {
    /// Judges one certificate; only if all of it holds, what it says is used.
    mutating func judge(_ rule: ChainOfTrust.Rule, _ entry: TableOfContents.Entry) throws(BedplateError) {
        let name = "\(rule.certificate)"
        guard let certificate = try read(rule, entry) else { return }
        let place = "byte \(entry.offset)"
        guard checkContent(certificate, rule, entry),
            checkKey(certificate, rule, place),
            checkSignature(certificate.certificate, name, entry),
            checkCounter(certificate, rule, entry)
        else { return }
        for content in rule.content {
            switch (content, certificate[content.parameter]?.value) {
            case (.image(_, let uuid, _), .digest(let digest)): digests[uuid] = (digest, rule.certificate)
            case (.key(_, let role), .key(let info)): if !chain.roots.contains(role) { keys[role] = info }
            default: break
            }
        }
    }

    private mutating func read(
        _ rule: ChainOfTrust.Rule,
        _ entry: TableOfContents.Entry
    ) throws(BedplateError) -> TrustCertificate? {
        let claim = "\(rule.certificate) can be read"
        guard
            judgement.check(
                entry.count <= Certificate.sizeLimit,
                .trustCertificate,
                claim,
                expected: "at most \(Certificate.sizeLimit) octets",
                found: "\(entry.count)",
                location: "byte \(entry.offset)"
            )
        else { return nil }
        do {
            return try TrustCertificate(der: try source.octets(in: entry.range))
        } catch let error as X509Error {
            judgement.check(
                false,
                error.reason == .duplicate ? .trustCertificateDuplicate : .trustCertificate,
                claim,
                found: "\(error)",
                location: "byte \(entry.offset + error.offset)"
            )
            return nil
        } catch let error as BedplateError {
            throw error
        } catch {
            throw BedplateError(.unavailable, "the package cannot be read", cause: error)
        }
    }

    /// The extensions are those of the rule: an optional image's may be missing, nothing else, and nothing is beside them.
    private mutating func checkContent(
        _ certificate: TrustCertificate,
        _ rule: ChainOfTrust.Rule,
        _ entry: TableOfContents.Entry
    ) -> Bool {
        let counter = rule.counter?.parameter
        let known = Set(rule.content.map(\.parameter) + [counter].compactMap(\.self))
        if let excess = certificate.parameters.first(where: { !known.contains($0.name) }) {
            return judgement.check(
                false,
                .trustCertificateContent,
                "\(rule.certificate) says no more than the chain wants",
                found: "\(excess.name)",
                location: "byte \(entry.offset + excess.offset)"
            )
        }
        let missing = rule.content.first { content in
            if case .image(_, _, isOptional: true) = content { return false }
            return certificate[content.parameter] == nil
        }
        return judgement.check(
            missing == nil,
            .trustCertificateContent,
            "\(rule.certificate) says what the chain wants",
            expected: missing.map { "\($0.parameter)" },
            location: "byte \(entry.offset)"
        )
    }

    /// The certificate's own key is the one that must have signed it, and so is a root key that it carries.
    private mutating func checkKey(
        _ certificate: TrustCertificate,
        _ rule: ChainOfTrust.Rule,
        _ place: String
    ) -> Bool {
        let subject = certificate.certificate.subjectPublicKeyInfo
        for content in rule.content {
            guard case .key(let parameter, let role) = content, chain.roots.contains(role) else { continue }
            let isSame = certificate[parameter]?.value == .key(subject)
            guard
                judgement.check(
                    isSame,
                    .trustCertificateKey,
                    "the root key that \(rule.certificate) carries is the one that signed it",
                    location: place
                )
            else { return false }
        }
        guard
            judgement.check(
                !trust.revokes(certificate.certificate.publicKey),
                .imageKeyRevoked,
                "the key that signed \(rule.certificate) is not revoked",
                found: Self.name(subject),
                location: place
            )
        else { return false }
        if chain.roots.contains(rule.signedBy) { return checkRoot(subject, rule, place) }
        let parent = chain.rule(carrying: rule.signedBy).map { "\($0.certificate)" }
        guard let expected = keys[rule.signedBy] else {
            return judgement.check(
                false,
                .trustCertificateParent,
                "a certificate that holds carries the key of \(rule.certificate)",
                expected: parent,
                location: place
            )
        }
        return judgement.check(
            subject == expected,
            .trustCertificateKey,
            "\(rule.certificate) is of the key that its parent names",
            expected: Self.name(expected),
            found: Self.name(subject),
            location: place
        )
    }

    /// A root key is trusted for its fused digest, or because the device holds it.
    private mutating func checkRoot(_ key: [UInt8], _ rule: ChainOfTrust.Rule, _ place: String) -> Bool {
        let role = rule.signedBy
        let isFirst = chain.roots.first == role
        let held = trust.keys.filter { chain.roots.count == 1 || $0.name == role.rawValue }
        let fused = isFirst ? trust.digests : []
        guard !held.isEmpty || !fused.isEmpty else {
            return judgement.check(
                false,
                .imageKeyRequired,
                "the device is fused with the root key \(role.rawValue)",
                location: place
            )
        }
        return judgement.check(
            held.contains { $0.subjectPublicKeyInfo == key } || fused.contains { Self.matches($0.octets, key) },
            .imageKeyTrusted,
            "\(rule.certificate) is signed with a root key that the device trusts",
            found: Self.name(key),
            location: place
        )
    }

    private static func matches(_ digest: [UInt8], _ key: [UInt8]) -> Bool {
        let algorithms: [HashAlgorithm] = [.sha256, .sha384, .sha512]
        guard let algorithm = algorithms.first(where: { $0.digestSize == digest.count }) else { return false }
        return (try? algorithm.digest(key)) == digest
    }

    private mutating func checkSignature(
        _ certificate: Certificate,
        _ name: String,
        _ entry: TableOfContents.Entry
    ) -> Bool {
        let place = "byte \(entry.range.upperBound - certificate.signature.count)"
        let scheme = certificate.signatureScheme
        guard
            judgement.check(
                scheme.map { Self.fits($0, certificate.publicKey) } ?? false,
                .trustSignatureScheme,
                "\(name) is signed by RSA-PSS with a salt as long as the digest, or by ECDSA on P-256 or P-384",
                found: scheme.map { "\($0)" } ?? "another algorithm or form",
                location: "byte \(entry.offset)"
            ), let scheme,
            judgement.check(
                Self.isWellFormed(certificate.signature, scheme, certificate.publicKey),
                .imageSignatureForm,
                "the signature of \(name) is encoded as its scheme says",
                location: place
            )
        else { return false }
        let key = try? VerificationKey(certificate.publicKey)
        return judgement.check(
            key?.isValid(certificate.signature, for: certificate.tbs, scheme) ?? false,
            .imageSignature,
            "the signature of \(name) holds",
            location: place
        )
    }

    private static func fits(_ scheme: SignatureScheme, _ key: PublicKeyInfo) -> Bool {
        switch (scheme, key) {
        case (.rsaPSS(let hash), .rsa): hash.isAccepted
        case (.ecdsa(let hash), .ellipticCurve(.p256, _, _)), (.ecdsa(let hash), .ellipticCurve(.p384, _, _)):
            hash.isAccepted
        default: false
        }
    }

    /// One form for each signature: strict DER, or exactly as long as the modulus.
    private static func isWellFormed(_ signature: [UInt8], _ scheme: SignatureScheme, _ key: PublicKeyInfo) -> Bool {
        if case .rsa(let modulus, _) = key { return signature.count == modulus.count }
        guard let numbers = try? ECDSASignature(der: signature) else { return false }
        return numbers.der == signature && !numbers.r.isEmpty && !numbers.s.isEmpty
    }

    private mutating func checkCounter(
        _ certificate: TrustCertificate,
        _ rule: ChainOfTrust.Rule,
        _ entry: TableOfContents.Entry
    ) -> Bool {
        guard let counter = rule.counter else {
            judgement.add(
                Finding(
                    .imageCounter,
                    .noted,
                    claim: "\(rule.certificate) is bound to no counter: an older one is accepted too",
                    location: "byte \(entry.offset)"
                )
            )
            return true
        }
        let parameter = counter.parameter.flatMap { certificate[$0] }
        guard case .counter(let value) = parameter?.value, let parameter else {
            return judgement.check(
                false,
                .trustCounterPresent,
                "\(rule.certificate) has its \(counter.rawValue) counter",
                location: "byte \(entry.offset)"
            )
        }
        let place = "byte \(entry.offset + parameter.offset)"
        let fused = trust.counters[counter.rawValue] ?? 0
        let isFresh = judgement.check(
            value >= fused,
            .imageCounter,
            "the \(counter.rawValue) counter of \(rule.certificate) is not below the device's",
            expected: "at least \(fused)",
            found: "\(value)",
            location: place
        )
        let first = counters[counter] ?? value
        counters[counter] = first
        let isSame = judgement.check(
            value == first,
            .trustCounterConsistent,
            "the \(counter.rawValue) counter of \(rule.certificate) is that of the other certificates",
            expected: "\(first)",
            found: "\(value)",
            location: place
        )
        return isFresh && isSame
    }

    /// A key for a person: SHA-256 of its SubjectPublicKeyInfo.
    private static func name(_ key: [UInt8]) -> String {
        (try? HashAlgorithm.sha256.digest(key)).map { Hexadecimal.encode($0) } ?? ""
    }
}
