internal import Digests

/// Keys that are made here. Each is a primary: the hierarchy's seed and the template yield the same key each time, so
/// that no blob needs to be kept on the device.
extension Public {
    /// Attributes of a storage root key — TCG TPM v2.0 Provisioning Guidance, 7.5.1.
    private static let storage: ObjectAttributes = [
        .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .noDA, .restricted, .decrypt,
    ]

    /// Attributes of an attestation key. Free of lockout: its authorization value is empty, and an attacker who locks
    /// the TPM must not thereby keep a device from proving itself.
    private static let attestation: ObjectAttributes = [
        .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .noDA, .restricted, .signEncrypt,
    ]

    /// Storage root key, RSA 2048 — TCG TPM v2.0 Provisioning Guidance, 7.5.1.
    public static var storageRootRSA2048: Public {
        Public(
            nameAlg: .sha256,
            objectAttributes: storage,
            authPolicy: [],
            key: .storageRSA(2048, .aes128CFB, unique: Buffer([UInt8](repeating: 0, count: 256)))
        )
    }

    /// Storage root key, P-256: the same guidance.
    public static var storageRootP256: Public {
        Public(
            nameAlg: .sha256,
            objectAttributes: storage,
            authPolicy: [],
            key: .storageECC(
                .nistP256,
                .aes128CFB,
                unique: ECCPoint(
                    x: Buffer([UInt8](repeating: 0, count: 32)),
                    y: Buffer([UInt8](repeating: 0, count: 32))
                )
            )
        )
    }

    /// Attestation key, RSA 2048, RSASSA with SHA-256: restricted, so that it signs nothing that the TPM did not make.
    ///
    /// - Parameter label: at most 256 octets; another label, another key.
    public static func attestationRSA2048(label: [UInt8] = []) -> Public {
        Public(
            nameAlg: .sha256,
            objectAttributes: attestation,
            authPolicy: [],
            key: .signingRSA(2048, .sha256, unique: Buffer(label))
        )
    }

    /// Attestation key, ECDSA over P-256 with SHA-256, restricted.
    ///
    /// - Parameter label: at most 32 octets; another label, another key.
    public static func attestationP256(label: [UInt8] = []) -> Public {
        Public(
            nameAlg: .sha256,
            objectAttributes: attestation,
            authPolicy: [],
            key: .signingECC(.nistP256, .sha256, unique: ECCPoint(x: Buffer(label), y: []))
        )
    }

    /// Initial attestation key, P-256 — TCG TPM 2.0 Keys for Device Identity and Attestation, 7.3.4: its policy (the
    /// endorsement hierarchy's authorization, or what the platform's NV index holds, for certain commands) as given
    /// there, and "IAK" as its unique value.
    public static var initialAttestationP256: Public {
        Public(
            nameAlg: .sha256,
            objectAttributes: [
                .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .adminWithPolicy, .restricted,
                .signEncrypt,
            ],
            authPolicy: [
                0x54, 0x37, 0x18, 0x23, 0x26, 0xE4, 0x14, 0xFC, 0xA7, 0x97, 0xD5, 0xF1, 0x74, 0x61, 0x5A, 0x16,
                0x41, 0xF6, 0x12, 0x55, 0x79, 0x7C, 0x3A, 0x2B, 0x22, 0xC2, 0x1D, 0x12, 0x0B, 0x2D, 0x1E, 0x07,
            ],
            key: .signingECC(.nistP256, .sha256, unique: ECCPoint(x: [0x49, 0x41, 0x4B], y: []))
        )
    }
}
