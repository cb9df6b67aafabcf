internal import AHAB
internal import Digests
public import Model
internal import PKIX
internal import Wire

extension AHABFormat {
    /// See ``BootFormat/verify(_:_:)``. Trusted are ``DeviceTrust/digests``: SRK hashes of 32 octets as fused, and NXP's
    /// own where the image has a container of NXP's; zeros are trusted by nobody. A key of ``DeviceTrust/keys`` that is
    /// revoked is an SRK whose fuse is blown. The only counter is `counter`, the fuse version.
    ///
    /// Every container must be signed and trusted, every image must have its hash, and what lies between them is 0x00 or
    /// 0xFF. Load addresses and cores are not checked: which are allowed depends on the chip.
    public static func verify(_ image: some OctetSource, _ trust: DeviceTrust) throws(BedplateError) -> Judgement {
        let layout: AHABLayout
        switch try AHABLayout.read(image) {
        case .success(let read): layout = read
        case .failure(let fault):
            return .unreadable("an AHAB image", Finding.Code(fault.reason), fault.reason.rawValue, at: fault.offset)
        }
        var judgement = Judgement(reserving: 16)
        judgement.check(true, .imageStructure, "the image can be read as an AHAB image")
        let fused = judgement.checkFused(trust, "SRK hash", sizes: [32])
        judgement.check(
            layout.entries.contains { $0.container.owner == .oem },
            .ahabOwner,
            "one container is the device owner's"
        )
        for number in layout.entries.indices {
            try checkContainer(image, layout.entries[number], number, fused, trust, &judgement)
        }
        try checkGaps(image, layout, &judgement)
        try judgement.checkDevice(trust, counters: ["counter"], image)
        return judgement
    }

    private static func checkContainer(
        _ image: some OctetSource,
        _ entry: AHABLayout.Entry,
        _ number: Int,
        _ fused: [DeviceTrust.KeyDigest],
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let container = entry.container
        let isSigned = judgement.check(
            container.signature != nil,
            .ahabSigned,
            "container \(number) is signed",
            location: "byte \(entry.start + 4)"
        )
        guard isSigned, let signature = container.signature else { return }
        try checkKey(signature, entry, number, fused, trust, &judgement)
        try checkSignature(image, signature, entry, number, &judgement)
        for index in container.images.indices {
            let expected = container.images[index]
            let found = try image.digest(expected.hashAlgorithm ?? .sha256, of: [entry.image(index)]).octets
            judgement.check(
                found == expected.hash,
                .imageHash,
                "image \(index) of container \(number) has its hash",
                expected: Hexadecimal.encode(expected.hash),
                found: Hexadecimal.encode(found),
                location: "byte \(entry.entry(index) + 0x20)"
            )
        }
        if container.revocations != 0 {
            let claim = "container \(number) asks the device to revoke SRKs, by a mask of \(container.revocations)"
            judgement.add(Finding(.ahabRevocation, .noted, claim: claim, location: "byte \(entry.start + 5)"))
        }
        if let least = trust.counters["counter"], container.owner == .oem {
            judgement.check(
                UInt32(container.fuseVersion) >= least,
                .imageCounter,
                "container \(number)'s counter is not below the device's",
                expected: "\(least) or more",
                found: "\(container.fuseVersion)",
                location: "byte \(entry.start + 10)"
            )
        }
    }

    private static func checkKey(
        _ signature: AHABSignature,
        _ entry: AHABLayout.Entry,
        _ number: Int,
        _ fused: [DeviceTrust.KeyDigest],
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let digest = try signature.fuseDigest
        let matches = fused.filter { $0.octets == digest }
        let place = "byte \(entry.start + entry.container.blockOffset + 16)"
        let isTrusted = judgement.check(
            !matches.isEmpty,
            .imageKeyTrusted,
            "container \(number)'s SRK hash is fused",
            expected: fused.map { Hexadecimal.encode($0.octets) }.joined(separator: " or "),
            found: Hexadecimal.encode(digest),
            location: place
        )
        let used = signature.keys[entry.container.keyIndex].info
        let isRevoked = trust.revokes(used)
        if isTrusted {
            judgement.check(
                !matches.contains(where: \.isRevoked) && !isRevoked,
                .imageKeyRevoked,
                "container \(number)'s SRK \(entry.container.keyIndex) is not revoked",
                found: Hexadecimal.encode(digest),
                location: place
            )
        }
    }

    private static func checkSignature(
        _ image: some OctetSource,
        _ signature: AHABSignature,
        _ entry: AHABLayout.Entry,
        _ number: Int,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let root = signature.keys[entry.container.keyIndex]
        let place = entry.start + entry.container.signedCount + 8
        var isInForm = true
        if case .ellipticCurve(let curve, _, _) = root.info {
            isInForm = ECDSASignature(raw: signature.octets, curve: curve)?.isInRange(curve) ?? false
        }
        guard isInForm, let key = try? VerificationKey(root.info) else {
            judgement.check(
                false,
                .imageSignatureForm,
                isInForm ? "SRK \(entry.container.keyIndex) exists" : "the signature's numbers are in range",
                location: "byte \(place)"
            )
            return
        }
        let digest = try image.digest(root.hash, of: [entry.start..<entry.start + entry.container.signedCount])
        judgement.check(
            key.isValid(signature.octets, for: digest, root.scheme),
            .imageSignature,
            "container \(number)'s signature by SRK \(entry.container.keyIndex) holds",
            location: "byte \(place)"
        )
    }

    /// What no signature covers must say nothing.
    private static func checkGaps(
        _ image: some OctetSource,
        _ layout: AHABLayout,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        for gap in layout.gaps {
            let found = try image.content(ofGap: gap)
            judgement.check(
                found == nil,
                .imageExcess,
                "between containers and images there is 0x00 or 0xFF only",
                location: "byte \(found ?? gap.lowerBound)"
            )
        }
    }
}
