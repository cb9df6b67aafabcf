internal import Crypto
internal import SoC

extension FuseAndKeyBlock {
    /// Measures the next layer: its secret takes the place of this one's, which is released.
    ///
    /// A returned device has no secret and is measured all the same: its maker may look at what it boots.
    mutating func advance(_ measurement: LayerMeasurement, _ lifecycle: Lifecycle) throws(MailboxStatus) {
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
            guard let certificate = DICECertificate.issue(key, DICECertificate.Usage.keyCertSign, input, by: issuer)
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
    /// before), and of the running layer's application key (255, by the layer's).
    func certificate(_ index: Int) throws(MailboxStatus) -> [UInt8] {
        if registers.certificates.indices.contains(index) { return registers.certificates[index] }
        guard index == 255, let secret = registers.secret else { throw .absent }
        let certificate = DICECertificate.issue(
            Self.applicationKey(of: secret).publicKey,
            DICECertificate.Usage.digitalSignature,
            nil,
            by: DICE.keyPair(secret)
        )
        guard let certificate else { throw .failed }
        return certificate
    }
}
