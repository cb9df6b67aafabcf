internal import Digests
internal import Model
internal import PKIX
internal import TPM2
internal import Wire

/// An attestation key as a device presents it, judged before it is certified: what is certified here, verifiers believe.
struct AttestationKeyClaim {
    var publicArea: Public
    var name: [UInt8]
    /// DER SubjectPublicKeyInfo.
    var info: [UInt8]

    /// Nil when a check failed.
    static func judge(_ octets: [UInt8], _ judgement: inout Judgement) -> AttestationKeyClaim? {
        let key: Public
        do throws(WireError) {
            key = try Public(octets)
        } catch {
            judgement.add(
                Finding(.attestationStructure, claim: "the attestation key is a TPMT_PUBLIC", location: "\(error)")
            )
            return nil
        }
        let attributes = checkAttributes(key, &judgement)
        let nameAlgorithm = judgement.check(
            key.nameAlg.isAccepted,
            .attestationNameAlgorithm,
            "the attestation key's Name rests on an accepted hash",
            expected: HashAlgorithm.accepted.map(\.description).joined(separator: ", "),
            found: key.nameAlg.description
        )
        let strength = checkStrength(key, &judgement)
        guard attributes, nameAlgorithm, let info = strength, let name = try? key.name() else { return nil }
        return AttestationKeyClaim(publicArea: key, name: name, info: info)
    }

    private static func checkAttributes(_ key: Public, _ judgement: inout Judgement) -> Bool {
        let deviations = AttributeRule.attestation.deviations(of: key.objectAttributes)
        return judgement.check(
            deviations.isEmpty,
            .attestationAttributes,
            "the attestation key is a restricted signing key, fixed to its TPM and made there",
            expected: "\(AttributeRule.attestation)",
            found: deviations.joined(separator: ", ")
        )
    }

    /// The key's SubjectPublicKeyInfo if it is strong enough and its one scheme signs with an accepted hash.
    private static func checkStrength(_ key: Public, _ judgement: inout Judgement) -> [UInt8]? {
        let schemes: [Algorithm] =
            switch key.key {
            case .rsa: [.rsassa, .rsapss]
            case .ecc: [.ecdsa]
            default: []
            }
        var isAccepted = false
        if case .hash(let algorithm, let hash) = key.scheme {
            isAccepted = schemes.contains(algorithm) && hash.isAccepted
        }
        let info = key.publicKeyInfo
        // Refuses small moduli and points that are not on their curve.
        let usable = info.map { (try? VerificationKey($0)) != nil } ?? false
        judgement.check(
            isAccepted && usable,
            .attestationStrength,
            "the attestation key is RSA of 2048 bits or more, or on a NIST curve, and signs over SHA-256 or better",
            expected: "RSASSA, RSAPSS or ECDSA with SHA-256, SHA-384 or SHA-512",
            found: "\(info.map(\.description) ?? "another kind of key"), \(key.scheme)"
        )
        return isAccepted && usable ? info?.subjectPublicKeyInfo : nil
    }
}
