public import AHAB
internal import Digests
public import Model
internal import PKIX

/// Signs the containers of an AHAB image that are not NXP's.
public struct AHABSigning: Sendable {
    /// The four super root keys whose hash is fused.
    public var keys: [AHABRootKey]
    /// SRKs that the device is asked to revoke, one bit each; never the one that signs.
    public var revocations: UInt8

    /// - Parameter keys: DER SubjectPublicKeyInfo of four keys of one kind: P-256, P-384, P-521 or RSA.
    /// - Throws: ``BedplateError/Code/malformed`` for another number, ``BedplateError/Code/unsupportedScheme`` for keys of
    ///   other kinds or of several.
    public init(keys: [[UInt8]], revocations: UInt8 = 0) throws(BedplateError) {
        guard keys.count == AHABSignature.keyCount else {
            throw BedplateError(.malformed, "\(keys.count) SRKs, and a table has four")
        }
        self.keys = try keys.map { (der) throws(BedplateError) in
            guard let info = try? PublicKeyInfo(der: der), let key = AHABRootKey(info) else {
                throw BedplateError(.unsupportedScheme, "an SRK is P-256, P-384, P-521, or RSA of 2048 to 4096 bits")
            }
            return key
        }
        self.revocations = revocations
        let first = self.keys[0]
        guard self.keys.allSatisfy({ $0.signatureSize == first.signatureSize && $0.scheme == first.scheme }) else {
            throw BedplateError(.unsupportedScheme, "the four SRKs are of one kind")
        }
    }

    /// Writes the image with its containers signed; signatures that they have already are replaced. Images stay where
    /// they are, and their hashes must hold.
    ///
    /// The image is read twice, in parts. Each signature is verified before it is written; ECDSA signatures have the
    /// smaller of their two values.
    ///
    /// - Parameter signer: one of the four keys.
    /// - Throws: ``BedplateError/Code/malformed`` for what is no AHAB image or whose hashes do not hold,
    ///   ``BedplateError/Code/conflict`` when the signer is no SRK, would be revoked, or there is no room for a signature.
    public func sign(
        _ image: some OctetSource,
        with signer: any Signer,
        to sink: inout some OctetSink
    ) async throws {
        let layout = try Self.layout(image)
        let index = try index(of: signer)
        try Self.checkImages(image, layout)
        let end = layout.headerEnd(image.count)
        var head: [UInt8] = []
        for (number, entry) in layout.entries.enumerated() {
            var octets = try image.octets(in: entry.range)
            if entry.container.owner != .nxp { octets = try await signed(entry.container, index, signer).octets }
            let next = number + 1 < layout.entries.count ? layout.entries[number + 1].start : end
            guard entry.start + octets.count <= next else {
                throw BedplateError(
                    .conflict,
                    "container \(number) has room for \(next - entry.start) octets, and needs \(octets.count)",
                    location: "byte \(next)"
                )
            }
            head += [UInt8](repeating: 0, count: entry.start - head.count) + octets
        }
        // What is left of a longer signature goes; beyond it there is filling up to the first image.
        let old = layout.entries.last?.range.upperBound ?? 0
        head += [UInt8](repeating: 0, count: max(0, old - head.count))
        try sink.write(head)
        try sink.copy(head.count..<image.count, of: image)
    }

    private func index(of signer: any Signer) throws(BedplateError) -> Int {
        let info = try? PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
        guard let index = keys.firstIndex(where: { $0.info == info }) else {
            throw BedplateError(.conflict, "the key in \(signer.home.location) is none of the four SRKs")
        }
        guard revocations < 16, revocations >> index & 1 == 0 else {
            throw BedplateError(
                .conflict,
                "SRK \(index) signs and would be revoked, or the mask has more than four bits"
            )
        }
        return index
    }

    private func signed(_ container: AHABContainer, _ index: Int, _ signer: any Signer) async throws -> AHABContainer {
        let root = keys[index]
        var container = container
        // The owner, the key and the revocations; the other flags stay.
        container.flags = container.flags & ~0xF33 | AHABContainer.Owner.oem.rawValue
        container.flags |= UInt32(index) << 4 | UInt32(revocations) << 8
        let placeholder = [UInt8](repeating: 1, count: root.signatureSize)
        container.signature = AHABSignature(keys: keys, octets: placeholder)
        guard container.count <= AHABContainer.sizeLimit else {
            throw BedplateError(.conflict, "the container would have \(container.count) octets")
        }
        let message = Array(container.octets.prefix(container.signedCount))
        var made = try await signer.sign(.message(message), root.scheme)
        if case .ellipticCurve(let curve, _, _) = root.info {
            made = ECDSASignature(raw: made, curve: curve)?.lowS(curve).raw(curve) ?? made
        }
        guard let key = try? VerificationKey(root.info), key.isValid(made, for: message, root.scheme) else {
            throw BedplateError(.unavailable, "the key in \(signer.home.location) made a signature that does not hold")
        }
        container.signature = AHABSignature(keys: keys, octets: made)
        return container
    }

    private static func layout(_ image: some OctetSource) throws(BedplateError) -> AHABLayout {
        switch try AHABLayout.read(image) {
        case .success(let layout):
            // What stands in the containers' room would be overwritten.
            for gap in layout.gaps where gap.lowerBound < layout.headerEnd(image.count) {
                guard let place = try image.content(ofGap: gap) else { continue }
                throw BedplateError(
                    .malformed,
                    "something stands among the containers that is none",
                    location: "byte \(place)"
                )
            }
            return layout
        case .failure(let fault):
            throw BedplateError(
                .malformed,
                "the image cannot be read as an AHAB image: \(fault.reason.rawValue)",
                cause: fault,
                location: "byte \(fault.offset)"
            )
        }
    }

    private static func checkImages(_ image: some OctetSource, _ layout: AHABLayout) throws(BedplateError) {
        for entry in layout.entries {
            for (index, expected) in entry.container.images.enumerated() {
                let found = try image.digest(expected.hashAlgorithm ?? .sha256, of: [entry.image(index)]).octets
                guard found == expected.hash else {
                    throw BedplateError(
                        .malformed,
                        "an image does not have the hash that its container holds",
                        location: "byte \(entry.entry(index) + 0x20)"
                    )
                }
            }
        }
    }
}
