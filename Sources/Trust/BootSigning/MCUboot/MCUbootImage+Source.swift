internal import Digests
internal import MCUboot
internal import Model
internal import Wire

extension MCUbootImage {
    /// Reads what stands around the payload; the payload itself is not touched.
    ///
    /// - Returns: the image, or why the octets are none, with the place.
    static func read(_ source: some OctetSource) throws(BedplateError) -> Result<MCUbootImage, WireError> {
        let start = try source.prefix(MCUbootHeader.size)
        let header: MCUbootHeader
        do { header = try MCUbootHeader(start, order: .little) } catch { return .failure(error) }
        guard header.tlvOffset <= UInt64(source.count) else { return .failure(WireError(.truncated, at: 12)) }
        let offset = Int(header.tlvOffset)
        let tail = try source.octets(in: offset..<min(source.count, offset + tailLimit))
        do { return .success(try MCUbootImage(header, tail: tail)) } catch { return .failure(error) }
    }

    /// The same, for a reader that cannot go on without an image.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place.
    static func require(_ source: some OctetSource) throws(BedplateError) -> MCUbootImage {
        switch try read(source) {
        case .success(let image): return image
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "this cannot be read as an MCUboot image",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
    }

    /// The hash of header, payload and protected TLVs before encryption, as the image says it.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` if it says none: without it nobody knows what the payload should be.
    func statedHash() throws(BedplateError) -> (algorithm: HashAlgorithm, octets: [UInt8]) {
        guard let entry = unprotected.entries.first(where: { $0.type.isHash }), let hash = entry.type.hash else {
            throw BedplateError(.malformed, "the image has no hash", location: "byte \(unprotected.offset)")
        }
        return (hash, entry.value)
    }

    /// Whether the payload stands in the clear: header, payload and protected TLVs have the hash that the image states.
    /// Reads all of it.
    func isPlaintext(_ source: some OctetSource) throws(BedplateError) -> Bool {
        let stated = try statedHash()
        return try source.digest(stated.algorithm, of: [covered]).octets == stated.octets
    }
}
