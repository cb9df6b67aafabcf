internal import Digests
public import ESP32
public import Model
internal import PKIX
internal import Wire

/// Signs ESP32 images for Secure Boot v2.
///
/// ```swift
/// try await DurableFile.stream(to: "app-signed.bin") { sink in
///     try await ESP32Signing().sign(FileSource("app.bin"), with: [key], to: &sink)
/// }
/// ```
public struct ESP32Signing: Sendable {
    /// What becomes of signatures that the image has already.
    public enum Existing: Sendable {
        /// An image that is signed is not signed again.
        case refuse
        /// They stay, and must hold; new ones follow them.
        case keep
        /// They are dropped.
        case replace
    }

    public var existing: Existing

    public init(existing: Existing = .refuse) { self.existing = existing }

    /// Writes the image, filled with 0xFF up to 4 KiB, and a signature sector with one block for each key.
    ///
    /// The image is read once, in parts. Each signature is verified before it is written. ECDSA signatures are written
    /// with the smaller of their two values.
    ///
    /// - Returns: the sector that was written.
    /// - Throws: ``BedplateError/Code/malformed`` for what is no ESP32 image, has a wrong checksum, or goes on after the
    ///   place of the sector; ``BedplateError/Code/conflict`` for signatures that are in the way, a key that signs twice,
    ///   keys of several schemes and more than three blocks; ``BedplateError/Code/unsupportedScheme`` for other keys than
    ///   RSA-3072, P-256 and P-384. Then what the sink got is no image.
    @discardableResult
    public func sign(
        _ image: some OctetSource,
        with signers: [any Signer],
        to sink: inout some OctetSink
    ) async throws -> ESPSignatureSector {
        let layout = try Self.layout(image)
        var sector = try existingSector(image, layout)
        let keys = try signers.map { try ESPPublicKey(subjectPublicKeyInfo: $0.publicKey.subjectPublicKeyInfo) }
        let scheme = try Self.scheme(keys, beside: sector)
        let measurement = try ESP32Measurement(image, layout, scheme) { (chunk) throws(BedplateError) in
            try sink.write(chunk)
        }
        try Self.check(measurement, image, layout)
        try Self.check(sector, measurement)
        for (signer, key) in zip(signers, keys) {
            let made = try await signer.sign(.digest(measurement.digest), scheme.signatureScheme)
            let block = ESPSignatureBlock(
                key: key,
                imageDigest: measurement.digest.octets,
                signature: Self.lowered(made, scheme)
            )
            guard Self.holds(block, measurement) else {
                throw BedplateError(
                    .unavailable,
                    "the key in \(signer.home.location) made a signature that does not hold"
                )
            }
            sector.blocks.append(block)
        }
        let octets = sector.octets
        // What was written is what would be read.
        guard (try? ESPSignatureSector(octets)) == sector else {
            throw BedplateError(.malformed, "the signatures make no sector that a chip would accept")
        }
        try sink.write(octets)
        return sector
    }

    private static func lowered(_ signature: [UInt8], _ scheme: ESPScheme) -> [UInt8] {
        guard let curve = scheme.ellipticCurve, let numbers = ECDSASignature(raw: signature, curve: curve) else {
            return signature
        }
        return numbers.lowS(curve).raw(curve) ?? signature
    }

    private static func layout(_ image: some OctetSource) throws(BedplateError) -> ESP32Layout {
        switch try ESP32Layout.read(image) {
        case .success(let layout): return layout
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "only ESP32 images are signed for Secure Boot v2, and this is none: \(error.reason)",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
    }

    private func existingSector(
        _ image: some OctetSource,
        _ layout: ESP32Layout
    ) throws(BedplateError) -> ESPSignatureSector {
        let none = ESPSignatureSector(blocks: [])
        guard image.count > layout.sectorOffset else { return none }
        guard image.count == layout.sectorEnd else {
            throw BedplateError(
                .malformed,
                "the file goes on after the place of the signature sector",
                hint: "the chip looks for it at byte \(layout.sectorOffset): cut the file there",
                location: "byte \(layout.sectorOffset)"
            )
        }
        guard existing != .replace else { return none }
        guard existing == .keep else {
            throw BedplateError(
                .conflict,
                "the image has a signature sector already",
                hint: "keep its signatures, or replace them",
                location: "byte \(layout.sectorOffset)"
            )
        }
        let octets = try image.octets(in: layout.sectorOffset..<layout.sectorEnd)
        do throws(ESPSignatureFault) { return try ESPSignatureSector(octets) } catch {
            throw BedplateError(
                .malformed,
                "the image's signatures cannot be kept: \(error.reason.claim)",
                cause: error,
                location: "byte \(layout.sectorOffset + error.offset)"
            )
        }
    }

    private static func scheme(
        _ keys: [ESPPublicKey],
        beside sector: ESPSignatureSector
    ) throws(BedplateError) -> ESPScheme {
        let all = sector.blocks.map(\.key) + keys
        guard let scheme = keys.first?.scheme else { throw BedplateError(.malformed, "no key to sign with") }
        guard all.count <= ESPSignatureSector.blockLimit else {
            throw BedplateError(.conflict, "\(all.count) signatures, and the sector has room for three")
        }
        guard all.allSatisfy({ $0.scheme == scheme }) else {
            throw BedplateError(.conflict, "keys of several schemes, and a chip knows one")
        }
        guard Set(all).count == all.count else { throw BedplateError(.conflict, "a key signs the image only once") }
        return scheme
    }

    /// An image that is damaged already is not signed: no chip would start it.
    private static func check(
        _ measurement: ESP32Measurement,
        _ image: some OctetSource,
        _ layout: ESP32Layout
    ) throws(BedplateError) {
        let place = layout.checksumOffset
        guard try image.octets(in: place..<place + 1) == [measurement.checksum] else {
            throw BedplateError(.malformed, "the segments' checksum does not hold", location: "byte \(place)")
        }
        guard let range = layout.hashRange else { return }
        guard try image.octets(in: range) == measurement.appended else {
            throw BedplateError(.malformed, "the appended SHA-256 does not hold", location: "byte \(range.lowerBound)")
        }
    }

    private static func check(_ sector: ESPSignatureSector, _ measurement: ESP32Measurement) throws(BedplateError) {
        for (number, block) in sector.blocks.enumerated() where !holds(block, measurement) {
            throw BedplateError(.malformed, "the image's signature block \(number) does not hold and is not kept")
        }
    }

    private static func holds(_ block: ESPSignatureBlock, _ measurement: ESP32Measurement) -> Bool {
        guard block.imageDigest == measurement.digest.octets, let key = try? VerificationKey(block.key.info) else {
            return false
        }
        return key.isValid(block.signature, for: measurement.digest, block.scheme.signatureScheme)
    }
}
