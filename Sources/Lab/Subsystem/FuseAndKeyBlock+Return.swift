internal import Crypto
internal import Digests
internal import SoC

extension FuseAndKeyBlock {
    /// Digest of the key that may open the device.
    private func requireReturnKey() throws(MailboxStatus) -> [UInt8] {
        guard try reading(.debugDisable).words[0] == 0 || !has(.debugDisable) else { throw .locked }
        let reading = try reading(.returnKey)
        switch reading.condition {
        case .unburned: throw .absent
        case .broken, .destroyed: throw .invalid
        case .whole: return LittleEndian.octets(reading.value)
        }
    }

    /// A challenge that only this process accepts, and once; the maker sees from which device.
    mutating func returnChallenge() throws(MailboxStatus) -> [UInt8] {
        _ = try requireReturnKey()
        let challenge = random(32)
        registers.challenge = challenge
        return challenge + instancePublicKey
    }

    /// Opens the device for its maker: the secrets are destroyed first, so that nothing is open while they are there.
    mutating func returnResponse(_ key: [UInt8], _ signature: [UInt8]) throws(MailboxStatus) {
        let returnKey = try requireReturnKey()
        guard let challenge = registers.challenge else { throw .absent }
        // One attempt, whatever comes of it.
        if has(.challengeOnce) { registers.challenge = nil }
        let message = Array("Bedplate return v1\0".utf8) + challenge + instancePublicKey
        guard constantTimeEquals(SHA256Octets.digest(key), returnKey) || !has(.returnKey),
            let key = try? P256.Signing.PublicKey(rawRepresentation: key),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature),
            key.isValidSignature(signature, for: message)
        else { throw .invalid }
        if has(.secretDestroyed) { try destroySecret() }
        try durably([Lifecycle.returned.rawValue], into: .lifecycle)
    }

    /// Zeros when the secret is gone: a power cut between its destruction and the next lifecycle leaves a device that must
    /// still be opened.
    private var instancePublicKey: [UInt8] {
        registers.instanceKey.map { Array($0.publicKey.rawRepresentation) } ?? [UInt8](repeating: 0, count: 64)
    }
}
