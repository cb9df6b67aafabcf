internal import Digests
internal import PKIX
internal import Wire

/// A key whose private half everybody can download: what it signed, anybody could have signed.
///
/// Known by the digest that MCUboot calls its key hash: SHA-256 of the PKCS#1 public key for RSA, of the
/// SubjectPublicKeyInfo for every other algorithm.
public struct PublicDevelopmentKey: Hashable, Sendable {
    /// The project, and the file in it that holds the private key.
    public let source: String
    /// Hexadecimal.
    public let digest: String

    /// Each digest was computed from the project's published key; those of TF-M are as its own sources print them.
    public static let known: [PublicDevelopmentKey] = [
        .init(
            "MCUboot and TF-M, root-rsa-2048.pem",
            "fc5701dc6135e1323847bdc40f04d2e5bee5833b23c29f93593d00018cfa9994"
        ),
        .init("TF-M, root-RSA-2048_1.pem", "e18015993d6d2760b499274baef264b83af229e9a785f3d5bf00b9d32c1f0396"),
        .init(
            "MCUboot and TF-M, root-rsa-3072.pem",
            "bfe6d86f8826f4ff97fb96c4e6fbc4993e4619fc565da26adf34c329489adc38"
        ),
        .init("TF-M, root-RSA-3072_1.pem", "b360caf5c98c6b942a4882fa9d4823efb166a9ef6a6e4aa37c1919ed1fccc049"),
        .init("MCUboot, root-ec-p256.pem", "e30466f6b8470c1f29070b17f1e2d3e94d445e3f608087fdc711e4382bb538b6"),
        .init("MCUboot, root-ec-p384.pem", "6bcd1e16d80e5fe13a5307e6f1de8344c7e50e537d9962ce35ef6db5e642fae8"),
        .init("MCUboot, root-ed25519.pem", "c1907fa4eac7fae3840a78902b6f0710b037e9968e5c6274a12a28790c7d4e3c"),
        .init("MCUboot, cypress-test-ec-p256.pem", "6d480226638605f9f4cee9790630d5be3374d0deb0a43f19434bf60c9cc47c36"),
        .init("TF-A, arm_rotprivk_rsa.pem", "32882f1901ef63b2259906201de1a787c3b35d8692ca8f43a15298ed1e9ad774"),
        .init(
            "TF-A, arm_rotprivk_rsa_3k.pem",
            "a64cca33193141731df102c3d64e4cf652d1d345bbe81eb1fd56d8a3a387ad8d"
        ),
        .init(
            "TF-A, arm_rotprivk_rsa_4k.pem",
            "ea488fb2db67582e399c00820d1e33e0733293570745cf8902087b42b52aae70"
        ),
        .init(
            "OP-TEE, keys/default.pem",
            "6d8c28857f17b434f2e6b1dcc70f9ef015227f2c4a913c3f505af80f7fcb3fbf"
        ),
        .init("TF-A, arm_rotprivk_ecdsa.pem", "2e40bf6ef912bb983171090e1e153d0bfdd1cc694a98eb8ba0b020864e6c0717"),
        .init(
            "TF-A, arm_rotprivk_ecdsa_secp384r1.pem",
            "dcbcebee418114ed0951f0693527feaede4cad51081cd45ee54979d0072ff53b"
        ),
    ]

    private init(_ source: String, _ digest: String) {
        self.source = source
        self.digest = digest
    }

    /// The known key with this DER SubjectPublicKeyInfo; nil when it is none of them.
    public init?(subjectPublicKeyInfo: [UInt8]) {
        guard let name = KeyHash.sha256(subjectPublicKeyInfo) else { return nil }
        self.init(keyHash: name)
    }

    /// The known key with this key hash.
    public init?(keyHash: [UInt8]) {
        let digest = Hexadecimal.encode(keyHash)
        guard let key = Self.known.first(where: { $0.digest == digest }) else { return nil }
        self = key
    }
}

extension DeviceTrust {
    /// Those of its keys, and of its digests where they are key hashes, that everybody can sign with.
    public var publicDevelopmentKeys: [PublicDevelopmentKey] {
        keys.compactMap { PublicDevelopmentKey(subjectPublicKeyInfo: $0.subjectPublicKeyInfo) }
            + digests.compactMap { PublicDevelopmentKey(keyHash: $0.octets) }
    }
}
