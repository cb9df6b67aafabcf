internal import Digests
internal import MCUboot
public import Model
internal import Wire

extension MCUbootFormat {
    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        switch try MCUbootImage.read(image) {
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "this cannot be read as an MCUboot image",
                cause: error,
                location: "byte \(error.offset)"
            )
        case .success(let parsed): return try explain(parsed, image)
        }
    }

    private static func explain(
        _ image: MCUbootImage,
        _ source: some OctetSource
    ) throws(BedplateError) -> ImageExplanation {
        let header = image.header
        let signatures = signatures(image)
        let classical = signatures.filter { $0.type.isSignature }.map(\.signature.name)
        let hybrid = image.protected?.entries.first { $0.type.isHybridSignature }
        /// ML-DSA covers what stands before it; the classical signature everything to the end of the protected TLVs.
        func cover(_ range: Range<Int>) -> [String] {
            guard range.upperBound <= image.covered.upperBound else { return [] }
            let isBefore = hybrid.map { range.upperBound <= $0.offset } ?? false
            return classical + (isBefore ? signatures.filter { $0.type.isHybridSignature }.map(\.signature.name) : [])
        }
        func region(_ range: Range<Int>, _ name: String, _ meaning: String? = nil) -> ImageExplanation.Region {
            .init(range, name, coveredBy: cover(range), meaning: meaning)
        }
        let isEncrypted = header.flags.isEncrypted
        var regions = [region(0..<MCUbootHeader.size, "header", "version \(header.version)")]
        if header.headerSize > MCUbootHeader.size {
            regions.append(region(MCUbootHeader.size..<Int(header.headerSize), "header padding"))
        }
        regions.append(region(image.payload, "payload", isEncrypted ? "encrypted, or meant to be" : nil))
        for area in [image.protected, image.unprotected].compactMap(\.self) {
            let name = area.kind == .protected ? "protected TLVs" : "unprotected TLVs"
            regions.append(region(area.offset..<(area.offset + MCUbootTLVArea.infoSize), name))
            regions += area.entries.map { region($0.range, "\($0.type)", meaning($0)) }
        }
        var notes: [String] = []
        if image.end < source.count {
            let last = try source.octets(in: max(image.end, source.count - MCUbootTrailer.magicSize)..<source.count)
            let hasMagic = MCUbootTrailer.largestAlignment(magic: last) != nil
            let rest = image.end..<source.count
            regions.append(region(rest, "slot", hasMagic ? "erased flash, and a trailer" : "behind the image"))
            notes.append("\(rest.count) octets behind the image belong to its slot; no signature covers them")
        }
        if classical.isEmpty { notes.append("the image is not signed") }
        if header.flags.contains(.nonBootable) { notes.append("the boot loader does not start this image itself") }
        if isEncrypted { notes.append("what is signed is the plaintext: decrypt the image to verify it") }
        let extra = image.unprotected.entries.filter { !$0.type.isUnprotected }
        for entry in extra { notes.append("\(entry.type) stands where no signature covers it, byte \(entry.offset)") }
        return ImageExplanation(
            format: name,
            regions: regions,
            signatures: signatures.map(\.signature),
            properties: properties(image),
            notes: notes
        )
    }

    private static func signatures(
        _ image: MCUbootImage
    ) -> [(type: MCUbootTLVType, signature: ImageExplanation.Signature)] {
        let hash = image.unprotected.entries.first { $0.type.isHash }?.type.hash ?? .sha256
        let isPure = image.unprotected.first(.pureSignature) != nil
        let key = image.unprotected.entries.first { $0.type.isKey }
        var found: [(type: MCUbootTLVType, signature: ImageExplanation.Signature)] = []
        for entry in image.unprotected.entries where entry.type.isSignature {
            let scheme =
                switch entry.type {
                case .ecdsa: hash == .sha384 ? "ecdsa-p384-sha384" : "ecdsa-p256-sha256"
                case .ed25519: isPure ? "ed25519-pure" : "ed25519-\(hash)"
                case .rsa2048PSS: "rsa2048-pss-sha256"
                default: "rsa3072-pss-sha256"
                }
            let name = found.isEmpty ? "signature" : "signature \(found.count + 1)"
            found.append((entry.type, .init(name: name, scheme: scheme, key: keyName(key, .keyHash, hash))))
        }
        let hybridKey = image.protected?.entries.first { [.mlDSAKeyHash, .mlDSAPublicKey].contains($0.type) }
        for entry in image.protected?.entries ?? [] where entry.type.isHybridSignature {
            let scheme = entry.type == .mlDSA65 ? "ml-dsa-65-sha512" : "ml-dsa-87-sha512"
            let key = keyName(hybridKey, .mlDSAKeyHash, .sha256)
            found.append((entry.type, .init(name: "post-quantum signature", scheme: scheme, key: key)))
        }
        return found
    }

    /// A key's hash, which the image states or which its key has.
    private static func keyName(_ entry: MCUbootTLV?, _ hashed: MCUbootTLVType, _ hash: HashAlgorithm) -> String? {
        guard let entry else { return nil }
        if entry.type == hashed { return Hexadecimal.encode(entry.value) }
        return (try? hash.digest(entry.value)).map { Hexadecimal.encode($0) }
    }

    private static func properties(_ image: MCUbootImage) -> [String: String] {
        let header = image.header
        var properties = [
            "version": "\(header.version)", "header size": "\(header.headerSize)",
            "payload size": "\(header.payloadSize)", "flags": "0x" + String(header.flags.rawValue, radix: 16),
        ]
        if !header.flags.isDisjoint(with: [.ramLoad, .romFixed]) {
            properties["load address"] = "0x" + String(header.loadAddress, radix: 16)
        }
        let entries = image.protected?.entries ?? []
        if let counter = entries.first(where: { $0.type == .securityCounter })?.counter {
            properties["counter"] = "\(counter)"
        }
        let dependencies = entries.filter { $0.type == .dependency }.compactMap(\.dependency)
        if !dependencies.isEmpty {
            properties["dependencies"] = dependencies.map(\.description).joined(separator: ", ")
        }
        return properties
    }

    private static func meaning(_ entry: MCUbootTLV) -> String? {
        switch entry.type {
        case .securityCounter: entry.counter.map { "counter \($0)" }
        case .dependency: entry.dependency?.description
        case .sha256, .sha384, .sha512, .keyHash, .mlDSAKeyHash, .vendorIdentifier, .classIdentifier:
            Hexadecimal.encode(entry.value)
        default: nil
        }
    }
}

extension MCUbootTLV {
    /// What a SEC_CNT entry says; nil for another length.
    var counter: UInt32? { try? UInt32(value, order: .little) }
    /// What a DEPENDENCY entry says; nil for one that is malformed.
    var dependency: MCUbootDependency? { try? MCUbootDependency(value, order: .little) }
}
