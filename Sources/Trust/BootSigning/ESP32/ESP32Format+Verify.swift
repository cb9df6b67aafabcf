internal import Digests
internal import ESP32
public import Model
internal import PKIX
internal import Wire

extension ESP32Format {
    /// See ``BootFormat/verify(_:_:)``. Trusted are ``DeviceTrust/digests`` (32 octets each, as fused; zeros are an
    /// unwritten block and trusted by nobody) and the digests of ``DeviceTrust/keys``; the only counter is `counter`, the
    /// application's secure version.
    ///
    /// Stricter than the chip, which passes over blocks that are damaged or whose key it does not know: here every block
    /// must be well-formed and its signature hold, and one of them must be by a key that is fused and not revoked.
    public static func verify(_ image: some OctetSource, _ trust: DeviceTrust) throws(BedplateError) -> Judgement {
        let layout: ESP32Layout
        switch try ESP32Layout.read(image) {
        case .success(let read): layout = read
        case .failure(let error): return .unreadable("an ESP32 image", error)
        }
        var judgement = Judgement(reserving: 12)
        judgement.check(true, .imageStructure, "the image can be read as an ESP32 image")
        guard try checkSector(image, layout, &judgement) else { return judgement }
        let octets = try image.octets(in: layout.sectorOffset..<layout.sectorEnd)
        let sector: ESPSignatureSector
        do throws(ESPSignatureFault) {
            sector = try ESPSignatureSector(octets)
        } catch {
            judgement.check(
                false,
                Finding.Code(error.reason),
                error.reason.claim,
                location: "byte \(layout.sectorOffset + error.offset)"
            )
            return judgement
        }
        guard let scheme = sector.blocks.first?.scheme else { return judgement }
        let measurement = try ESP32Measurement(image, layout, scheme)
        try checkContent(image, layout, measurement, &judgement)
        checkSignatures(sector, layout, measurement, &judgement)
        try checkKeys(sector, layout, trust, &judgement)
        checkCounter(layout, trust, &judgement)
        try judgement.checkDevice(trust, counters: ["counter"], image)
        return judgement
    }

    private static func checkSector(
        _ image: some OctetSource,
        _ layout: ESP32Layout,
        _ judgement: inout Judgement
    ) throws(BedplateError) -> Bool {
        let isThere = judgement.check(
            image.count >= layout.sectorEnd,
            .esp32Sector,
            "the image ends with a whole signature sector at the next 4 KiB",
            expected: "\(layout.sectorEnd) octets",
            found: "\(image.count) octets",
            location: "byte \(image.count)"
        )
        return isThere
            && judgement.check(
                image.count == layout.sectorEnd,
                .imageExcess,
                "nothing follows the signature sector",
                found: "\(image.count - layout.sectorEnd) octets",
                location: "byte \(layout.sectorEnd)"
            )
    }

    /// The checksum, and the hash if there is one. The signatures cover both; the chip refuses an image in which they are
    /// wrong.
    private static func checkContent(
        _ image: some OctetSource,
        _ layout: ESP32Layout,
        _ measurement: ESP32Measurement,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        let place = layout.checksumOffset
        judgement.check(
            try image.octets(in: place..<place + 1) == [measurement.checksum],
            .esp32Checksum,
            "the segments' checksum holds",
            expected: Hexadecimal.encode([measurement.checksum]),
            location: "byte \(place)"
        )
        guard let range = layout.hashRange, let appended = measurement.appended else { return }
        judgement.check(
            try image.octets(in: range) == appended,
            .esp32AppendedHash,
            "the appended SHA-256 holds",
            expected: Hexadecimal.encode(appended),
            location: "byte \(range.lowerBound)"
        )
    }

    private static func checkSignatures(
        _ sector: ESPSignatureSector,
        _ layout: ESP32Layout,
        _ measurement: ESP32Measurement,
        _ judgement: inout Judgement
    ) {
        for (number, block) in sector.blocks.enumerated() {
            let start = layout.sectorOffset + number * ESPSignatureBlock.size
            let isDigest = judgement.check(
                block.imageDigest == measurement.digest.octets,
                .imageHash,
                "block \(number) has the image's digest",
                expected: Hexadecimal.encode(measurement.digest.octets),
                found: Hexadecimal.encode(block.imageDigest),
                location: "byte \(start + 4)"
            )
            guard isDigest else { continue }
            guard let key = try? VerificationKey(block.key.info) else {
                judgement.check(
                    false,
                    .imageSignatureForm,
                    "block \(number) has a key that exists",
                    found: "a point that is not on the curve",
                    location: "byte \(start + 4 + block.imageDigest.count)"
                )
                continue
            }
            judgement.check(
                key.isValid(block.signature, for: measurement.digest, block.scheme.signatureScheme),
                .imageSignature,
                "block \(number)'s signature (\(block.scheme.rawValue)) holds",
                location: "byte \(start)"
            )
        }
    }

    private static func checkKeys(
        _ sector: ESPSignatureSector,
        _ layout: ESP32Layout,
        _ trust: DeviceTrust,
        _ judgement: inout Judgement
    ) throws(BedplateError) {
        var trust = trust
        for key in trust.keys {
            // A key of a kind that these chips do not have is no key of theirs.
            guard let known = try? ESPPublicKey(subjectPublicKeyInfo: key.subjectPublicKeyInfo) else { continue }
            trust.digests.append(DeviceTrust.KeyDigest(try known.fuseDigest, isRevoked: key.isRevoked))
        }
        let fused = judgement.checkFused(trust, "key digest", sizes: [32])
        guard fused.contains(where: { !$0.isRevoked }) else { return }
        var (trusted, revoked, known) = (false, [Int](), [String]())
        for (number, block) in sector.blocks.enumerated() {
            let digest = try block.key.fuseDigest
            known.append(Hexadecimal.encode(digest))
            let matches = fused.filter { $0.octets == digest }
            if matches.contains(where: \.isRevoked) || trust.revokes(block.key.info, formatDigests: [digest]) {
                revoked.append(number)
            } else if !matches.isEmpty {
                trusted = true
            }
        }
        for number in revoked {
            let code = Finding.Code.imageKeyRevoked
            let place = "byte \(keyOffset(number, sector, layout))"
            // Beside a key that is trusted it is the usual state while keys are being replaced.
            judgement.add(
                trusted
                    ? Finding(code, .noted, claim: "block \(number)'s key is revoked; another is not", location: place)
                    : Finding(
                        code,
                        claim: "block \(number)'s key is not revoked",
                        found: known[number],
                        location: place
                    )
            )
        }
        guard trusted || revoked.isEmpty else { return }
        judgement.check(
            trusted,
            .imageKeyTrusted,
            "a block's key digest is fused",
            expected: fused.filter { !$0.isRevoked }.map { Hexadecimal.encode($0.octets) }.joined(separator: " or "),
            found: known.joined(separator: ", "),
            location: "byte \(keyOffset(0, sector, layout))"
        )
    }

    private static func keyOffset(_ number: Int, _ sector: ESPSignatureSector, _ layout: ESP32Layout) -> Int {
        layout.sectorOffset + number * ESPSignatureBlock.size + 4 + sector.blocks[number].imageDigest.count
    }

    private static func checkCounter(_ layout: ESP32Layout, _ trust: DeviceTrust, _ judgement: inout Judgement) {
        guard let least = trust.counters["counter"] else { return }
        let found = layout.description?.secureVersion
        judgement.check(
            found.map { $0 >= least } ?? false,
            .imageCounter,
            "the image's counter is not below the device's",
            expected: "\(least) or more",
            found: found.map(String.init) ?? "none",
            location: "byte \((layout.segments.first?.range.lowerBound ?? 0) + 4)"
        )
    }
}
