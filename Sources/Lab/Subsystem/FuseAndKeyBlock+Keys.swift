internal import CBOR
internal import COSE
internal import Crypto
internal import PSAToken
internal import SoC

extension FuseAndKeyBlock {
    /// The secret of the layer that runs.
    private func secret() throws(MailboxStatus) -> SymmetricKey {
        guard let secret = registers.secret, registers.layer > 0 else { throw .absent }
        return secret
    }

    func derive(_ label: [UInt8]) throws(MailboxStatus) -> [UInt8] {
        DICE.octets(DICE.derive(try secret(), "Bedplate derive v1\0", label))
    }

    /// A token of what this block measured itself. Only the nonce is from outside.
    func attest(_ nonce: [UInt8], _ lifecycle: Lifecycle) throws(MailboxStatus) -> [UInt8] {
        guard let instanceKey = registers.instanceKey, registers.layer > 0 else { throw .absent }
        let token = PSAToken(
            nonce: nonce,
            instanceKey: instanceKey.publicKey,
            lifecycle: lifecycle,
            debugStatus: try debugStatus(lifecycle),
            bootSeed: registers.bootSeed,
            measurements: registers.measurements
        )
        guard let signed = COSESign1.sign(.map(token.claims), by: instanceKey) else { throw .failed }
        return signed.octets
    }

    static func applicationKey(of secret: SymmetricKey) -> P256.Signing.PrivateKey {
        DICE.privateKey(DICE.derive(secret, "Bedplate application key v1"))
    }

    /// Signs a digest that is given: by a key that vouches for nothing but this layer's software.
    func sign(_ digest: [UInt8]) throws(MailboxStatus) -> [UInt8] {
        var key = Self.applicationKey(of: try secret())
        if !has(.keySeparation), let instanceKey = registers.instanceKey { key = instanceKey }
        guard let digest = GivenDigest(digest), let signature = try? key.signature(for: digest) else { throw .failed }
        return Array(signature.rawRepresentation)
    }

    func seal(_ octets: [UInt8]) throws(MailboxStatus) -> [UInt8] {
        let nonce = random(SealedData.nonceSize)
        guard let sealed = SealedData.seal(octets, try sealKey(), nonce: nonce) else { throw .failed }
        return sealed
    }

    func unseal(_ octets: [UInt8]) throws(MailboxStatus) -> [UInt8] {
        guard let opened = SealedData.unseal(octets, try sealKey()) else { throw .invalid }
        return opened
    }

    /// The key that secrets are sealed to from outside. What another layer, or other software, derives is another one.
    static func encapsulationKey(of secret: SymmetricKey) -> P256.KeyAgreement.PrivateKey {
        DICE.agreementKey(DICE.derive(secret, "Bedplate encapsulation key v1"))
    }

    /// Opens what was sealed to this layer's key, for this `info`. Whoever has the public key can seal: that it was the
    /// service is for the caller to know.
    func open(_ ciphertext: [UInt8], encapsulated: [UInt8], info: [UInt8]) throws(MailboxStatus) -> [UInt8] {
        let key = Self.encapsulationKey(of: try secret())
        guard let opened = Encapsulation.open(ciphertext, encapsulated: encapsulated, info: info, by: key) else {
            throw .invalid
        }
        return opened
    }

    private func sealKey() throws(MailboxStatus) -> SymmetricKey {
        let secret = try secret()
        if !has(.sealBinding), let key = registers.instanceKey { return SymmetricKey(data: key.rawRepresentation) }
        return DICE.derive(secret, "Bedplate seal v1")
    }
}
