internal import Crypto
internal import SoC

extension FuseAndKeyBlock {
    /// Takes the unique secret into the registers, where it is whole.
    mutating func loadSecret() throws(StorageFailure) {
        let reading = try storage.reading(.uniqueSecret)
        guard reading.condition == .whole else { return }
        let secret = SymmetricKey(data: LittleEndian.octets(reading.value))
        registers.secret = secret
        let instanceKey = Self.instanceKey(of: secret)
        registers.instanceKey = instanceKey
        let key = DICE.keyPair(secret).publicKey
        guard let certificate = DICECertificate.issue(key, .keyCertSign, nil, by: instanceKey)
        else {
            throw StorageFailure("the unique secret's key cannot be certified")
        }
        registers.certificates = [certificate]
    }

    /// The instance's key pair, the same as long as the device has its secret, whatever it boots.
    static func instanceKey(of secret: SymmetricKey) -> P256.Signing.PrivateKey {
        DICE.privateKey(DICE.derive(secret, "Bedplate instance key v1"))
    }

    /// Makes the unique secret unless it is there, and says the instance's public key.
    ///
    /// Where the making was interrupted, words that are whole stay; the one in which the copies differ takes new random
    /// bits beside those that it has, so that it is worth less than 32 bits, and the seven others are worth all.
    mutating func makeSecret() throws(MailboxStatus) -> [UInt8] {
        let reading = try reading(.uniqueSecret)
        if reading.condition != .whole {
            var value = LittleEndian.words(random(Fuse.uniqueSecret.valueWordCount * 4))
            for (place, bits) in reading.anyBits.dropLast().enumerated() where bits != 0 {
                let isWhole = reading.copies.allSatisfy { $0[place] == bits }
                value[place] = isWhole ? bits : value[place] | bits
            }
            // The check word comes last: where it has bits, the value is whole, or the file is not this block's work.
            let check = FuseReading.check(value)
            guard let burned = reading.anyBits.last, burned & ~check == 0 else { throw .invalid }
            try durably(value + [check], into: .uniqueSecret)
            do throws(StorageFailure) { try loadSecret() } catch { throw .failed }
        } else if reading.isTorn {
            try durably(reading.words, into: .uniqueSecret)
        }
        guard let key = registers.instanceKey else { throw .failed }
        return Array(key.publicKey.rawRepresentation)
    }

    /// Moves on to the state behind this one, or burns this one again where that was interrupted.
    mutating func move(from lifecycle: Lifecycle, to next: Lifecycle) throws(MailboxStatus) {
        switch (lifecycle, next) {
        case (next, _): guard try reading(.lifecycle).isTorn else { throw .wrongLifecycle }
        case (.blank, .provisioning): try requireSecret()
        case (.provisioning, .secured): try requireWholeFuses()
        case (.secured, .retired), (.returned, .retired): try destroySecret()
        // Secured to returned is the return path's.
        default: throw .wrongLifecycle
        }
        if next == .secured { registers.isJustSecured = true }
        try durably([next.rawValue], into: .lifecycle)
    }

    private func requireSecret() throws(MailboxStatus) {
        let reading = try reading(.uniqueSecret)
        guard reading.condition != .unburned else { throw .absent }
        guard !reading.isTorn else { throw .invalid }
    }

    /// Nothing half-burned goes into the field, and nothing that could never boot.
    private func requireWholeFuses() throws(MailboxStatus) {
        try requireSecret()
        for fuse in FuseLayout.fuses where try reading(fuse).isTorn { throw .invalid }
        let revoked = try reading(.revocations).words[0]
        for index in 0..<Fuse.rootKeyCount where revoked >> UInt32(index) & 1 == 0 {
            guard let fuse = Fuse.rootKey(index) else { continue }
            if try reading(fuse).condition == .whole { return }
        }
        throw .absent
    }

    /// Burns every bit of the unique secret and forgets all that was made of it.
    mutating func destroySecret() throws(MailboxStatus) {
        registers.secret = nil
        registers.instanceKey = nil
        registers.certificates = []
        try durably([UInt32](repeating: .max, count: Fuse.uniqueSecret.wordCount), into: .uniqueSecret)
    }
}
