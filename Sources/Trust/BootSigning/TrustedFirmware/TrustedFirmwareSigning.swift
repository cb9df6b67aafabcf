public import Digests
public import Model
public import PKIX
public import TrustedFirmware

/// Makes the certificates of a chain of trust for the images of a package, as cert_create does.
///
/// The images are read once, in parts; certificates are small and held.
public struct TrustedFirmwareSigning: Sendable {
    public var chain: ChainOfTrust
    /// Who signs, by the role of the key.
    public var signers: [ChainOfTrust.KeyRole: any Signer]
    /// DER SubjectPublicKeyInfo of keys that a certificate must name and that sign nothing here: another party has them.
    public var publicKeys: [ChainOfTrust.KeyRole: [UInt8]]
    /// The value of each counter that a certificate is bound to; below 2³¹. None is assumed.
    public var counters: [ChainOfTrust.Counter: UInt32]
    /// Of images and of certificates: SHA-256, SHA-384 or SHA-512.
    public var hash: HashAlgorithm
    /// Boot loaders do not look at it; other readers of certificates do.
    public var validity: Validity

    public init(
        chain: ChainOfTrust = .tbbr,
        signers: [ChainOfTrust.KeyRole: any Signer],
        publicKeys: [ChainOfTrust.KeyRole: [UInt8]] = [:],
        counters: [ChainOfTrust.Counter: UInt32],
        hash: HashAlgorithm = .sha256,
        validity: Validity
    ) {
        self.chain = chain
        self.signers = signers
        self.publicKeys = publicKeys
        self.counters = counters
        self.hash = hash
        self.validity = validity
    }

    /// The content with the certificates that its images need; those that it had are replaced.
    ///
    /// - Throws: ``BedplateError/Code/notFound`` for a key that is missing, ``BedplateError/Code/malformed`` for a missing
    ///   counter or main image, for an image that no certificate of the chain answers for, and for nothing to sign;
    ///   what the signers throw.
    public func sign(_ content: FirmwarePackageContent) async throws -> FirmwarePackageContent {
        var signed = content
        let certificates = Set(chain.certificates.map(\.certificate))
        certificates.forEach { signed.remove($0) }
        if let unknown = signed.images.first(where: { chain.rule(for: $0.uuid) == nil }) {
            throw BedplateError(.malformed, "no certificate of the chain \(chain.name) answers for \(unknown.uuid)")
        }
        let rules = needed(for: signed)
        guard !rules.isEmpty else { throw BedplateError(.malformed, "there is no image to sign") }
        for rule in rules { signed.set(rule.certificate, MemorySource(try await certificate(rule, for: signed))) }
        return signed
    }

    /// The certificates that answer for an image that is there, and those that carry their keys, in the chain's order.
    private func needed(for content: FirmwarePackageContent) -> [ChainOfTrust.Rule] {
        var wanted: Set<ImageUUID> = []
        for rule in chain.certificates where rule.images.contains(where: { content[$0] != nil }) {
            var next: ChainOfTrust.Rule? = rule
            while let current = next, wanted.insert(current.certificate).inserted {
                next = chain.rule(carrying: current.signedBy)
            }
        }
        return chain.certificates.filter { wanted.contains($0.certificate) }
    }

    private func certificate(_ rule: ChainOfTrust.Rule, for content: FirmwarePackageContent) async throws -> [UInt8] {
        guard let signer = signers[rule.signedBy] else {
            throw BedplateError(.notFound, "\(rule.certificate) needs the key \(rule.signedBy.rawValue)")
        }
        let scheme = try scheme(of: signer)
        let template = TrustCertificateTemplate(
            commonName: rule.commonName,
            serial: Self.randomSerial(),
            validity: validity,
            subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo,
            parameters: try parameters(rule, content)
        )
        let tbs = try template.tbsCertificate(scheme)
        let signature = try await signer.sign(.message(tbs), scheme)
        let der = try TrustCertificateTemplate.certificate(tbs, scheme, signature: signature)
        // A key store that answers with something else is found here, and not by the device.
        let made = try TrustCertificate(der: der).certificate
        guard try VerificationKey(made.publicKey).isValid(made.signature, for: made.tbs, scheme) else {
            throw BedplateError(
                .unavailable,
                "the key in \(signer.home.location) made a signature that its public key does not verify"
            )
        }
        return der
    }

    private func parameters(
        _ rule: ChainOfTrust.Rule,
        _ content: FirmwarePackageContent
    ) throws(BedplateError) -> [(name: CertificateParameter, value: TrustCertificate.Value)] {
        var parameters: [(name: CertificateParameter, value: TrustCertificate.Value)] = []
        if let counter = rule.counter, let name = counter.parameter {
            guard let value = counters[counter], value <= UInt32(Int32.max) else {
                throw BedplateError(
                    .malformed,
                    "\(rule.certificate) needs a value below 2³¹ for the \(counter.rawValue) counter"
                )
            }
            parameters.append((name, .counter(value)))
        }
        for item in rule.content {
            switch item {
            case .image(let name, let uuid, let isOptional):
                parameters.append((name, .digest(try digest(of: uuid, isOptional, rule, content))))
            case .key(let name, let role):
                guard let key = signers[role]?.publicKey.subjectPublicKeyInfo ?? publicKeys[role] else {
                    throw BedplateError(.notFound, "\(rule.certificate) names the key \(role.rawValue)")
                }
                parameters.append((name, .key(key)))
            }
        }
        return parameters
    }

    private func digest(
        of uuid: ImageUUID,
        _ isOptional: Bool,
        _ rule: ChainOfTrust.Rule,
        _ content: FirmwarePackageContent
    ) throws(BedplateError) -> ImageDigest {
        guard let source = content[uuid] else {
            guard isOptional else {
                throw BedplateError(.malformed, "\(rule.certificate) cannot be made without \(uuid)")
            }
            return .absent(hash)
        }
        return ImageDigest(hash, try source.digest(hash).octets)
    }

    private func scheme(of signer: any Signer) throws(BedplateError) -> SignatureScheme {
        switch signer.publicKey.algorithm {
        case .rsa2048, .rsa3072, .rsa4096: .rsaPSS(hash)
        case .ecdsaP256, .ecdsaP384: .ecdsa(hash)
        default:
            throw BedplateError(
                .unsupportedScheme,
                "TF-A verifies no signature of the kind \(signer.publicKey.algorithm.rawValue)"
            )
        }
    }

    /// 64 random bits of which the first is 0 and the second is 1: positive, and always 8 octets.
    private static func randomSerial() -> [UInt8] {
        var serial = randomOctets(8)
        serial[0] = serial[0] & 0x7F | 0x40
        return serial
    }
}
