internal import Crypto
internal import SoC

extension FuseAndKeyBlock {
    /// Measures the next layer: its secret takes the place of this one's, which is released.
    ///
    /// A returned device has no secret and is measured all the same: its maker may look at what it boots.
    mutating func advance(_ measurement: LayerMeasurement, _ lifecycle: Lifecycle) throws(MailboxStatus) {
        // The boot that secured the device is the station's: a debugger may sit on its port, which was open until then.
        guard !registers.isJustSecured else { throw .wrongLifecycle }
        guard lifecycle == .returned || registers.secret != nil else { throw .absent }
        let mode: DICEInput.Mode =
            switch lifecycle {
            case .secured: registers.bootSlot == .a || registers.bootSlot == .b ? .normal : .recovery
            case .returned: .debug
            default: .notConfigured
            }
        let layer = Int(registers.layer) + 1
        let input = DICEInput(measurement, layer: layer, lifecycle, mode, authority: try authority())
        if let secret = registers.secret {
            let issuer = DICE.keyPair(secret)
            let next = DICE.compoundIdentifier(secret, input)
            let key = DICE.keyPair(next).publicKey
            guard let certificate = DICECertificate.issue(key, .keyCertSign, input, by: issuer)
            else { throw .failed }
            registers.certificates.append(certificate)
            if has(.layerSecrets) || layer == 1 { registers.secret = next }
        }
        if registers.layer == 0 { registers.isSecretTorn = try reading(.uniqueSecret).isTorn }
        if !has(.ownMeasurements), layer > 1 { registers.measurements[0] = measurement }
        registers.measurements.append(measurement)
    }

    /// Digest of the root keys as they are fused, revoked or not; an unburned slot counts as zeros.
    private func authority() throws(MailboxStatus) -> [UInt8] {
        var keys: [UInt8] = []
        for fuse in (0..<Fuse.rootKeyCount).compactMap(Fuse.rootKey) {
            keys += LittleEndian.octets(try reading(fuse).value)
        }
        return SHA256Octets.digest(keys)
    }

    /// The certificate of the unique secret's key (0, by the instance's key), of a layer's (1 and 2, by the key of the one
    /// before), and of the running layer's keys: 254 for what is sealed to it, 255 for its application.
    func certificate(_ index: Int, isX509: Bool) throws(MailboxStatus) -> [UInt8] {
        let certificate = try certificate(index)
        return isX509 ? certificate.x509 : certificate.cbor
    }

    private func certificate(_ index: Int) throws(MailboxStatus) -> DICECertificate {
        if registers.certificates.indices.contains(index) { return registers.certificates[index] }
        guard let secret = registers.secret else { throw .absent }
        let issued: DICECertificate?
        switch index {
        case 254:
            // One form of public key for both kinds of use: a point of P-256.
            let point = Self.encapsulationKey(of: secret).publicKey.rawRepresentation
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: point) else { throw .failed }
            issued = DICECertificate.issue(key, .keyAgreement, nil, by: DICE.keyPair(secret))
        case 255:
            let key = Self.applicationKey(of: secret).publicKey
            issued = DICECertificate.issue(key, .digitalSignature, nil, by: DICE.keyPair(secret))
        default: throw .absent
        }
        guard let issued else { throw .failed }
        return issued
    }
}
