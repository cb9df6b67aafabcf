internal import Digests
internal import HAB
public import Model
internal import PKIX
internal import Wire

extension HABFormat {
    /// See ``BootFormat/verify(_:_:)``. Trusted are ``DeviceTrust/digests``: SRK hashes of 32 octets as fused; zeros are
    /// trusted by nobody. A key of ``DeviceTrust/keys`` that is revoked is an SRK whose fuse is blown. The format has no
    /// counter.
    ///
    /// The signatures must cover what the ROM uses by itself (vector table, boot data, device configuration, entry
    /// point); everything else that is loaded with the image is covered too, or says nothing: 0x00 or 0xFF. Not checked,
    /// as a ROM has no clock: the certificates' validity. Not checked because it depends on the chip: addresses.
    public static func verify(_ image: some OctetSource, _ trust: DeviceTrust) throws(BedplateError) -> Judgement {
        let layout: HABLayout
        switch try HABLayout.read(image) {
        case .success(let read): layout = read
        case .failure(let fault):
            return .unreadable("a HAB image", Finding.Code(fault.reason), fault.reason.rawValue, at: fault.offset)
        }
        var judgement = Judgement(reserving: 24)
        judgement.check(true, .imageStructure, "the image can be read as a HAB image")
        let fused = judgement.checkFused(trust, "SRK hash", sizes: [32])
        let isSigned = judgement.check(
            layout.sequence != nil,
            .habSigned,
            "the image has a command sequence",
            location: "byte 24"
        )
        if isSigned, let sequence = layout.sequence, case .key(let root, let isAuthority) = sequence.root {
            try checkRoot(sequence, root, fused, trust, &judgement)
            judgement.check(
                isAuthority != sequence.isFast,
                .habAuthority,
                sequence.isFast
                    ? "SRK \(sequence.rootIndex), which signs the image itself, is no authority"
                    : "SRK \(sequence.rootIndex), which signs certificates, is an authority",
                location: "byte \(sequence.tablePlace.lowerBound)"
            )
            for (slot, key) in sequence.keys.sorted(by: { $0.key < $1.key }) {
                checkCertificate(key, slot, sequence, root, trust, &judgement)
            }
            for number in sequence.signatures.indices {
                try checkSignature(image, number, sequence, root, &judgement)
            }
            checkUnlocks(sequence, &judgement)
        }
        try checkCoverage(image, layout, &judgement)
        try judgement.checkDevice(trust, counters: [], image)
        return judgement
    }

    private static func checkRoot(
        _ sequence: HABLayout.Sequence,
        _ root: PublicKeyInfo,
        _ fused: [DeviceTrust.KeyDigest],
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let digest = try sequence.table.fuseDigest
        let matches = fused.filter { $0.octets == digest }
        let place = "byte \(sequence.tablePlace.lowerBound)"
        let isTrusted = judgement.check(
            !matches.isEmpty,
            .imageKeyTrusted,
            "the image's SRK hash is fused",
            expected: fused.map { Hexadecimal.encode($0.octets) }.joined(separator: " or "),
            found: Hexadecimal.encode(digest),
            location: place
        )
        guard isTrusted else { return }
        let isRevoked = trust.revokes(root, formatDigests: [try sequence.root.digest])
        judgement.check(
            !matches.contains(where: \.isRevoked) && !isRevoked,
            .imageKeyRevoked,
            "SRK \(sequence.rootIndex) is not revoked",
            found: Hexadecimal.encode(digest),
            location: place
        )
    }

    private static func checkCertificate(
        _ key: HABLayout.Key,
        _ slot: Int,
        _ sequence: HABLayout.Sequence,
        _ root: PublicKeyInfo,
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) {
        let place = "byte \(key.place.lowerBound + HABHeader.size)"
        let certificate = key.certificate
        judgement.check(
            certificate.signsForHAB,
            .habCertificateUse,
            "the certificate of slot \(slot) is one for signing",
            location: place
        )
        judgement.check(
            !trust.revokes(certificate.publicKey),
            .imageKeyRevoked,
            "the key of slot \(slot) is not revoked",
            location: place
        )
        let scheme = HABSignature.scheme(for: root)
        let verifier = try? VerificationKey(root)
        judgement.check(
            scheme != nil && certificate.signatureScheme == scheme
                && verifier?.isValid(certificate.signature, for: certificate.tbs, scheme ?? .ed25519) == true,
            .habCertificateSignature,
            "the certificate of slot \(slot) is signed by SRK \(sequence.rootIndex)",
            location: place
        )
    }

    private static func checkSignature(
        _ image: some OctetSource,
        _ number: Int,
        _ sequence: HABLayout.Sequence,
        _ root: PublicKeyInfo,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let signed = sequence.signatures[number]
        let data = signed.signature.data
        let place = "byte \(signed.place.lowerBound + HABHeader.size)"
        let title = number == 0 ? "the commands" : "the image (\(number))"
        let certificate = sequence.keys[signed.slot]?.certificate
        let info = certificate?.publicKey ?? root
        // With fast authentication the certificate is not in the image: all signatures name the same one.
        let first = sequence.signatures[0].signature.data
        judgement.check(
            data.issuer == certificate?.issuer.der ?? first.issuer
                && data.serial == certificate?.serial ?? first.serial,
            .habSignerName,
            "the signature of \(title) names its certificate",
            location: place
        )
        let key = try? VerificationKey(info)
        let isInForm = judgement.check(
            key != nil && signed.signature.isInForm(for: info),
            .imageSignatureForm,
            "the signature of \(title) fits the key of slot \(signed.slot), and its numbers are in range",
            location: place
        )
        if isInForm, let key {
            judgement.check(
                data.isValid(by: key),
                .imageSignature,
                "the signature of \(title) by the key of slot \(signed.slot) holds",
                location: place
            )
        }
        let found = try image.digest(.sha256, of: signed.ranges).octets
        judgement.check(
            found == data.messageDigest,
            .imageHash,
            "\(title) have the hash that is signed",
            expected: Hexadecimal.encode(data.messageDigest),
            found: Hexadecimal.encode(found),
            location: place
        )
    }

    private static func checkUnlocks(_ sequence: HABLayout.Sequence, _ judgement: inout Judgement) {
        for (command, place) in zip(sequence.commands, sequence.places) {
            guard case .unlock(let engine, let features, _) = command else { continue }
            let claim = "the image asks the device to leave \(engine) unlocked, by a mask of \(features)"
            judgement.add(Finding(.habUnlock, .noted, claim: claim, location: "byte \(place)"))
        }
    }

    private static func checkCoverage(
        _ image: some OctetSource,
        _ layout: HABLayout,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let covered = layout.covered
        for (name, range) in layout.used {
            let gaps = HABLayout.gaps(
                in: range,
                without: covered.filter { $0.overlaps(range) }.map { $0.clamped(to: range) }
            )
            judgement.check(
                gaps.isEmpty,
                .imageCoverage,
                "the \(name) is covered by a signature",
                location: "byte \(gaps.first?.lowerBound ?? 0)"
            )
        }
        for gap in HABLayout.gaps(in: 0..<layout.bodyEnd, without: covered) {
            let found = try image.content(ofGap: gap)
            judgement.check(
                found == nil,
                .imageCoverage,
                "what no signature covers of the image is 0x00 or 0xFF only",
                location: "byte \(found ?? gap.lowerBound)"
            )
        }
        let pieces = layout.sequence?.pieces ?? []
        for gap in HABLayout.gaps(in: layout.bodyEnd..<image.count, without: pieces) {
            let found = try image.content(ofGap: gap)
            judgement.check(
                found == nil,
                .imageExcess,
                "between and behind commands, keys and signatures there is 0x00 or 0xFF only",
                location: "byte \(found ?? gap.lowerBound)"
            )
        }
    }
}

extension Certificate {
    /// Whether it is one for signatures of commands and images, and of nothing else: no authority's, without purposes but
    /// that of signing code.
    var signsForHAB: Bool {
        extensions.isCA != true && extensions.unknownCritical.isEmpty
            && extensions.keyUsage.map { $0.contains(.digitalSignature) && !$0.contains(.keyCertSign) } ?? true
            && extensions.keyPurposes.map { $0.allSatisfy { $0 == .codeSigning } } ?? true
    }
}
