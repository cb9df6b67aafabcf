internal import Digests
internal import MasterBootImage
public import Model
internal import PKIX
internal import Wire

extension MasterBootImageFormat {
    /// See ``BootFormat/verify(_:_:)``. Trusted are ``DeviceTrust/digests``: ROTKH as fused, 32 octets for P-256 and 48
    /// for P-384; zeros are trusted by nobody. A root key that is named as revoked, by itself or by its digest, is one
    /// whose slot is disabled in the CFPA.
    ///
    /// Counters are `counter`, the firmware version, and `isk`, which revokes image signing keys: one whose constraint is
    /// below it is refused (CFPA, IMAGE_KEY_REVOKE). A root key that signs images itself has no constraint, and `isk` does
    /// not concern it.
    ///
    /// Not checked: load address and TrustZone settings, of which only the chip knows what they may be; what each root
    /// key may be used for (CMPA, RoTK_USAGE); image versions, which only say what is tried first.
    public static func verify(_ image: some OctetSource, _ trust: DeviceTrust) throws(BedplateError) -> Judgement {
        let layout: MBILayout
        switch try MBILayout.read(image) {
        case .success(let read): layout = read
        case .failure(let fault):
            let code = Finding.Code(fault.reason)
            return .unreadable("a signed master boot image", code, fault.reason.rawValue, at: fault.offset)
        }
        var judgement = Judgement(reserving: 16)
        judgement.check(true, .imageStructure, "the image can be read as a signed master boot image")
        judgement.check(
            layout.end == image.count,
            .imageExcess,
            "nothing follows the signature",
            location: "byte \(layout.end)"
        )
        try checkRoot(layout, trust, &judgement)
        try checkSigningKey(layout, trust, &judgement)
        try checkImage(image, layout, &judgement)
        if let least = trust.counters["counter"] {
            let found = layout.trailer.manifest.firmwareVersion
            judgement.check(
                found >= least,
                .imageCounter,
                "the firmware version is not below the device's",
                expected: "\(least) or more",
                found: "\(found)",
                location: "byte \(layout.manifestOffset + 8)"
            )
        }
        try judgement.checkDevice(trust, counters: ["counter", "isk"], image)
        return judgement
    }

    private static func checkRoot(
        _ layout: MBILayout,
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let root = layout.trailer.block.root
        let place = layout.blockOffset + MBICertificateBlock.headerSize
        let fused = judgement.checkFused(trust, "root key table hash", sizes: [32, 48])
        judgement.check(
            try root.hasItsHash,
            .mbiRootKey,
            "root key \(root.index) is the one whose hash is in the table",
            location: "byte \(place + 4 + root.index * root.key.curve.fieldSize)"
        )
        let digest = try root.fuseDigest
        let matches = fused.filter { $0.octets == digest }
        let isTrusted = judgement.check(
            !matches.isEmpty,
            .imageKeyTrusted,
            "the root key table hash is fused",
            expected: fused.map { Hexadecimal.encode($0.octets) }.joined(separator: " or "),
            found: Hexadecimal.encode(digest),
            location: "byte \(place + 4)"
        )
        guard isTrusted else { return }
        let isRevoked = try isRevoked(root.key, trust)
        judgement.check(
            !isRevoked && !matches.contains(where: \.isRevoked),
            .imageKeyRevoked,
            "root key \(root.index) is not revoked",
            found: Hexadecimal.encode(digest),
            location: "byte \(place)"
        )
    }

    private static func checkSigningKey(
        _ layout: MBILayout,
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let block = layout.trailer.block
        let least = trust.counters["isk"]
        guard let certificate = block.signingKey, let statement = block.statement else {
            if let least, least > 0 {
                let claim = "the root key signs the image itself, which the counter isk=\(least) does not revoke"
                judgement.add(Finding(.mbiNoSigningKey, .noted, claim: claim))
            }
            return
        }
        let place = layout.blockOffset + block.offsets.certificate
        let signature = layout.blockOffset + block.offsets.signature
        check(
            block.root.key.verdict(on: certificate.signature, over: .message(statement)),
            .mbiCertificate,
            "the root key's signature of the image signing key's certificate holds",
            signature,
            &judgement
        )
        if let least {
            judgement.check(
                certificate.constraint >= least,
                .imageCounter,
                "the image signing key's constraint is not below the device's counter",
                expected: "\(least) or more",
                found: "\(certificate.constraint)",
                location: "byte \(place + 4)"
            )
        }
        judgement.check(
            try !isRevoked(certificate.key, trust),
            .imageKeyRevoked,
            "the image signing key is not revoked",
            location: "byte \(place + 12)"
        )
    }

    private static func checkImage(
        _ image: some OctetSource,
        _ layout: MBILayout,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let (key, signature) = (layout.trailer.block.imageKey, layout.trailer.signature)
        let name = layout.trailer.block.signingKey == nil ? "root key" : "image signing key"
        let (digest, checksum) = try layout.measure(image)
        check(
            key.verdict(on: signature, over: .digest(digest)),
            .imageSignature,
            "the image's signature by the \(name) holds",
            layout.signatureOffset,
            &judgement
        )
        judgement.check(
            checksum == layout.trailer.manifest.checksum,
            .mbiChecksum,
            "the manifest's checksum holds",
            expected: String(checksum, radix: 16),
            found: String(layout.trailer.manifest.checksum, radix: 16),
            location: "byte \(layout.checksumOffset)"
        )
    }

    /// A device has fuses against root keys only; whoever names an image signing key is heard all the same.
    private static func isRevoked(_ key: MBIPublicKey, _ trust: DeviceTrust) throws(BedplateError) -> Bool {
        trust.revokes(key.info, formatDigests: [try key.digest])
    }

    private static func check(
        _ verdict: MBIPublicKey.SignatureVerdict,
        _ code: Finding.Code,
        _ claim: String,
        _ place: Int,
        _ judgement: inout Judgement
    ) {
        let isTried = verdict == .holds || verdict == .doesNotHold
        judgement.check(
            verdict == .holds,
            isTried ? code : .imageSignatureForm,
            claim,
            found: verdict.rawValue,
            location: "byte \(place)"
        )
    }
}
