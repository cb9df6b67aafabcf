internal import DeviceTree
public import Digests
public import FIT
public import Model
internal import PKIX

/// Signs a FIT's configurations, and on demand its images, and computes the images' hashes.
///
/// A signature covers every image that its configuration references, whatever `sign-images` says. The values and their
/// order are mkimage's, so that with the same key and the same tree an RSA PKCS#1 signature is the same. Only the tree
/// and parts of the data are in memory.
public struct FITSigning: Sendable {
    /// A key with the name that boot loaders know it by, and how it signs.
    public struct Key: Sendable {
        /// `key-name-hint`, and `key-NAME` in the control tree.
        public var name: String
        public var signer: any Signer
        public var hash: HashAlgorithm
        /// RSA only. The salt is as long as the hash: U-Boot accepts that from 2022.01 on.
        public var padding: FITPadding

        public init(
            name: String,
            signer: any Signer,
            hash: HashAlgorithm = .sha256,
            padding: FITPadding = .pkcs1
        ) {
            self.name = name
            self.signer = signer
            self.hash = hash
            self.padding = padding
        }
    }

    /// Where the images' data lie in what is written.
    public enum Data: Hashable, Sendable {
        /// Where they lay.
        case unchanged
        /// After the tree, each at a multiple of four octets (`mkimage -E`); from this octet of the file on
        /// (`-p`), or right behind the tree.
        case external(position: Int?)
    }

    public var keys: [Key]
    /// Whether each image is signed by itself as well: for keys that are required for images.
    public var signsImages: Bool
    public var data: Data
    public var signerName: String
    public var signerVersion: String?
    /// Seconds since 1970; nil writes none.
    public var timestamp: UInt32?

    public init(
        keys: [Key],
        signsImages: Bool = false,
        data: Data = .unchanged,
        signerName: String = "bedplate",
        signerVersion: String? = nil,
        timestamp: UInt32? = nil
    ) {
        self.keys = keys
        self.signsImages = signsImages
        self.data = data
        self.signerName = signerName
        self.signerVersion = signerVersion
        self.timestamp = timestamp
    }

    /// Signs `image` and writes the signed one.
    ///
    /// Every configuration is signed by every key: in the signature node whose `key-name-hint` is the key's name, or in
    /// a new one. An image without a hash gets one.
    ///
    /// - Throws: ``BedplateError/Code/unsupportedScheme`` for a key or hash that FITs do not know, SHA-1 among them;
    ///   ``BedplateError/Code/malformed`` for what is no FIT; ``BedplateError/Code/conflict`` when a signature that stays
    ///   would no longer hold, or external data no longer fit; and what the signer throws.
    public func sign(_ image: some OctetSource, to sink: inout some OctetSink) async throws {
        guard !keys.isEmpty, Set(keys.map(\.name)).count == keys.count else {
            throw BedplateError(.malformed, "signing needs at least one key, and each under its own name")
        }
        let algorithms = try keys.map { key throws(BedplateError) in try key.algorithm }
        var draft = try FITDraft(image)
        try draft.prepare(keys, algorithms, signsImages: signsImages)
        try draft.hashImages(image)
        if signsImages {
            for fitImage in draft.fit.images {
                for (key, algorithm) in zip(keys, algorithms) {
                    let digest = try image.digest(algorithm.hash, of: [fitImage.data])
                    let value = try await signature(key, algorithm, digest)
                    try draft.write(value, key, algorithm, into: fitImage.path, self, covering: nil)
                }
            }
        }
        for configuration in draft.fit.configurations {
            for (key, algorithm) in zip(keys, algorithms) {
                let (nodes, digest) = try draft.digest(of: configuration, algorithm.hash, image)
                let stringsCount = draft.tree.strings.count
                let value = try await signature(key, algorithm, digest)
                try draft.write(
                    value,
                    key,
                    algorithm,
                    into: configuration.path,
                    self,
                    covering: (nodes, stringsCount)
                )
            }
        }
        try draft.refuseBrokenSignatures(besides: keys.map(\.name), image)
        try draft.write(image, data, to: &sink)
    }

    /// A signature that this key's public half accepts: a faulty signer is found here, not on the device.
    private func signature(_ key: Key, _ algorithm: FITAlgorithm, _ digest: MessageDigest) async throws -> [UInt8] {
        let scheme = algorithm.scheme(key.padding)
        var value = try await key.signer.sign(.digest(digest), scheme)
        let info = try PublicKeyInfo(der: key.signer.publicKey.subjectPublicKeyInfo)
        if case .ellipticCurve(let curve, _, _) = info {
            value = ECDSASignature(raw: value, curve: curve)?.lowS(curve).raw(curve) ?? value
        }
        guard value.count == algorithm.signatureSize, try VerificationKey(info).isValid(value, for: digest, scheme)
        else {
            throw BedplateError(.corrupt, "the signer of \(key.name) made a signature that its public key refuses")
        }
        return value
    }
}

extension FITSigning.Key {
    /// `sha256,rsa2048`
    public var algorithm: FITAlgorithm {
        get throws(BedplateError) {
            guard let info = try? PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo),
                let algorithm = FITAlgorithm(hash: hash, info)
            else {
                throw BedplateError(
                    .unsupportedScheme,
                    "no FIT is signed with \(hash) and a key of the kind \(signer.publicKey.algorithm.rawValue)",
                    hint: "RSA 2048, 3072, 4096 or P-256, P-384; SHA-256, SHA-384 or SHA-512"
                )
            }
            return algorithm
        }
    }

    /// What a control tree says of the key.
    public func node(required: FITRequirement?) throws(BedplateError) -> FITKeyNode {
        let algorithm = try algorithm
        guard let info = try? PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo) else {
            throw BedplateError(.malformed, "the public key cannot be read")
        }
        return FITKeyNode(name: name, publicKey: info, algorithm: algorithm, required: required)
    }
}
