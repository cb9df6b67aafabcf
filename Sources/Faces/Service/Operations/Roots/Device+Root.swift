internal import Model
internal import PKIX
internal import TPM2
internal import Wire

extension Device {
    /// The key that signs what it attests: of a PSA root the instance's.
    ///
    /// - Throws: ``BedplateError`` with code `corrupt` for a stored key that none can be.
    func attestationKeyInfo() throws -> PublicKeyInfo {
        let info: PublicKeyInfo? =
            switch root.kind {
            case .tpm2: (try? Public(attestationKey))?.publicKeyInfo
            case .psa: try? PublicKeyInfo(der: attestationKey)
            }
        guard let info else { throw BedplateError(.corrupt, "the stored attestation key of \(id) cannot be read") }
        return info
    }
}
