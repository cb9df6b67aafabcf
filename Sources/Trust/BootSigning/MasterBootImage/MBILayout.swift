internal import Digests
internal import MasterBootImage
internal import Model

/// A signed master boot image: its header, and what follows the application.
struct MBILayout {
    var header: MBIHeader
    var trailer: MBITrailer

    /// Octets from the beginning of the image.
    var blockOffset: Int { Int(header.blockOffset) }
    var manifestOffset: Int { blockOffset + trailer.offsets.manifest }
    var checksumOffset: Int { blockOffset + trailer.offsets.checksum }
    var signatureOffset: Int { blockOffset + trailer.offsets.signature }
    var end: Int { Int(header.imageCount) }

    /// Reads the layout; a fault, counted from the beginning of the file, for what no boot loader could follow.
    static func read(_ image: some OctetSource) throws(BedplateError) -> Result<MBILayout, MBIFault> {
        let head = try image.prefix(MBIHeader.size)
        let header: MBIHeader
        do throws(MBIFault) { header = try MBIHeader(head) } catch { return .failure(error) }
        let (start, end) = (Int(header.blockOffset), Int(header.imageCount))
        guard end <= image.count, end - start <= MBITrailer.sizeLimit else {
            return .failure(MBIFault(.imageLength, at: 0x20))
        }
        let octets = try image.octets(in: start..<end)
        do throws(MBIFault) {
            let layout = MBILayout(header: header, trailer: try MBITrailer(octets))
            guard header.hasTrustZone == !layout.trailer.manifest.trustZone.isEmpty else {
                return .failure(MBIFault(.flags, at: 0x24))
            }
            return .success(layout)
        } catch {
            return .failure(error.after(start))
        }
    }

    /// What the signature and the checksum are over, in one pass.
    func measure(_ image: some OctetSource) throws(BedplateError) -> (digest: MessageDigest, checksum: UInt32) {
        var measurement = try MBIMeasurement(trailer.block.imageKey)
        try image.forEachChunk(in: 0..<checksumOffset) { (chunk) throws(BedplateError) in measurement.update(chunk) }
        let checksum = measurement.checksum.value
        measurement.hasher.update(try image.octets(in: checksumOffset..<signatureOffset))
        return (measurement.hasher.finalize(), checksum)
    }
}

/// The digest and the checksum of an image as its octets pass.
struct MBIMeasurement {
    var hasher: MessageHasher
    var checksum = MBIChecksum()

    init(_ key: MBIPublicKey) throws(BedplateError) {
        do { hasher = try MessageHasher(key.hash) } catch {
            throw BedplateError(.environment, "\(key.hash) cannot be computed", cause: error)
        }
    }

    mutating func update(_ octets: [UInt8]) {
        hasher.update(octets)
        checksum.update(octets)
    }
}
