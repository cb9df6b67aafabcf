/// The 4096 octets after an image: one to three signature blocks, then 0xFF.
///
/// The chip tries each of three places and passes over what is no block; here everything in the sector must be a block
/// or filling, blocks first, or the sector is refused.
public struct ESPSignatureSector: Hashable, Sendable {
    /// One to ``blockLimit``, all of one scheme.
    public var blocks: [ESPSignatureBlock]

    public static let size = 4096
    public static let blockLimit = 3

    public init(blocks: [ESPSignatureBlock]) { self.blocks = blocks }

    /// Reads a sector; blocks and filling are all there is.
    public init(_ octets: [UInt8]) throws(ESPSignatureFault) {
        guard octets.count == Self.size else { throw ESPSignatureFault(.size, at: min(octets.count, Self.size)) }
        blocks = []
        var start = 0
        while blocks.count < Self.blockLimit {
            let isFilled = octets[start...].allSatisfy { $0 == 0xFF }
            guard !isFilled || blocks.isEmpty else { return }
            guard !isFilled else { throw ESPSignatureFault(.missing, at: 0) }
            // An empty place with something after it.
            if octets[start] == 0xFF, !blocks.isEmpty { break }
            let block = try ESPSignatureBlock(octets, at: start)
            guard blocks.first.map({ $0.scheme == block.scheme }) ?? true else {
                throw ESPSignatureFault(.mixedSchemes, at: start + 1)
            }
            blocks.append(block)
            start += ESPSignatureBlock.size
        }
        guard let place = octets[start...].firstIndex(where: { $0 != 0xFF }) else { return }
        let isFourth = place == Self.blockLimit * ESPSignatureBlock.size && octets[place] == ESPSignatureBlock.magic
        throw ESPSignatureFault(isFourth ? .fourthBlock : .filling, at: place)
    }

    /// The sector's octets; blocks beyond the third are not written.
    public var octets: [UInt8] {
        let blocks = blocks.prefix(Self.blockLimit).flatMap(\.octets)
        return blocks + [UInt8](repeating: 0xFF, count: Self.size - blocks.count)
    }
}
