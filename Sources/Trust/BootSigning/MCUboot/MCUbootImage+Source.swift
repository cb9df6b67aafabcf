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
}
