internal import Wire

extension Credential {
    /// Wraps a secret for the object of this Name on the TPM that holds the endorsement key.
    ///
    /// - Parameters:
    ///   - ekPublic: verified to be a TPM's: it equals the key of a certificate that chains to a manufacturer.
    ///   - name: of the object that must be loaded there; its attributes were checked.
    ///   - secret: at most as long as a digest of the key's name algorithm.
    public static func make(for ekPublic: Public, name: [UInt8], secret: [UInt8]) throws -> Credential {
        try Credential(
            secret: secret,
            name: name,
            key: EncapsulationKey(ekPublic),
            symmetricBits: ekPublic.symmetricKeyBits()
        )
    }

    /// As the parameters of TPM2_ActivateCredential.
    public func parameters() throws -> (credentialBlob: Sized<IDObject>, secret: Buffer) {
        (Sized(try IDObject(credentialBlob)), Buffer(encryptedSecret))
    }
}
