internal import Digests
public import Model
public import OPTEE
internal import PKIX

/// Signs trusted applications for OP-TEE, octet for octet as optee_os scripts/sign_encrypt.py lays them out.
///
/// The application is read twice, in parts: once to hash it, once to copy it.
public struct TrustedApplicationSigning: Sendable {
    public var signer: any Signer
    public var application: ApplicationUUID
    /// OP-TEE refuses one below the last that ran.
    public var version: UInt32
    public var algorithm: SignedHeader.Algorithm

    public init(
        signer: any Signer,
        application: ApplicationUUID,
        version: UInt32,
        algorithm: SignedHeader.Algorithm = .rsaPSS
    ) {
        self.signer = signer
        self.application = application
        self.version = version
        self.algorithm = algorithm
    }

    /// Writes header and application.
    ///
    /// - Throws: ``BedplateError/Code/unsupportedScheme`` for a key that is not RSA, ``BedplateError/Code/malformed`` for
    ///   an application that is empty or of 4 GiB and more; what the signer throws.
    public func sign(_ source: some OctetSource, to sink: inout some OctetSink) async throws {
        let info = try PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
        guard case .rsa(let modulus, _) = info else {
            throw BedplateError(.unsupportedScheme, "OP-TEE verifies trusted applications with RSA, not \(info)")
        }
        guard source.count > 0, source.count <= UInt32.max else {
            throw BedplateError(.malformed, "a trusted application has 1 octet to 4 GiB, not \(source.count)")
        }
        var header = SignedHeader(
            algorithm: algorithm,
            digest: [UInt8](repeating: 0, count: 32),
            signature: [UInt8](repeating: 0, count: modulus.count),
            application: application,
            version: version,
            applicationSize: source.count
        )
        var hasher = try MessageHasher(.sha256)
        hasher.update(try header.fixedPart())
        hasher.update(try header.subheader())
        try source.forEachChunk(in: 0..<source.count) { (chunk) throws(BedplateError) in hasher.update(chunk) }
        let digest = hasher.finalize()
        header.digest = digest.octets
        header.signature = try await signer.sign(.digest(digest), algorithm.scheme)
        // A key store that answers with something else is found here, and not by the device.
        guard header.signature.count == modulus.count,
            try VerificationKey(info).isValid(header.signature, for: digest, algorithm.scheme)
        else {
            throw BedplateError(
                .unavailable,
                "the key in \(signer.home.location) made a signature that its public key does not verify"
            )
        }
        try sink.write(try header.serialized())
        try sink.copy(0..<source.count, of: source)
    }
}
