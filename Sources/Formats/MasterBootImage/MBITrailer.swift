internal import PKIX

/// What follows the application of a signed image: certificate block, manifest and signature, one after another.
public struct MBITrailer: Hashable, Sendable {
    public var block: MBICertificateBlock
    public var manifest: MBIManifest
    /// r ‖ s over everything before it.
    public var signature: [UInt8]

    /// Octets.
    public static let sizeLimit = MBICertificateBlock.sizeLimit + MBIManifest.size + MBIManifest.trustZoneLimit + 96

    public init(block: MBICertificateBlock, manifest: MBIManifest, signature: [UInt8]) {
        self.block = block
        self.manifest = manifest
        self.signature = signature
    }

    /// Where the manifest, its checksum and the signature begin: octets from the trailer's beginning.
    public var offsets: (manifest: Int, checksum: Int, signature: Int) {
        let signature = block.count + manifest.count
        return (block.count, signature - 4, signature)
    }

    public var count: Int { block.count + manifest.count + block.imageKey.signatureSize }
    public var octets: [UInt8] { block.octets + manifest.octets + signature }
}

extension MBITrailer {
    /// Reads a trailer that takes all of `octets`: what is read has exactly these octets.
    public init(_ octets: [UInt8]) throws(MBIFault) {
        guard octets.count >= MBICertificateBlock.headerSize else { throw MBIFault(.truncated, at: octets.count) }
        guard Array(octets.prefix(4)) == Array("chdr".utf8) else { throw MBIFault(.magic, at: 0) }
        guard let count = MBICertificateBlock.count(ofHeader: octets) else { throw MBIFault(.version, at: 4) }
        guard count <= octets.count, count <= MBICertificateBlock.sizeLimit else { throw MBIFault(.size, at: 8) }
        let block = try MBICertificateBlock(Array(octets.prefix(count)))
        let manifest = try MBIManifest(octets, at: count)
        let signature = Array(octets[(count + manifest.count)...])
        guard signature.count == block.imageKey.signatureSize else {
            throw MBIFault(.imageLength, at: count + manifest.count)
        }
        self.init(block: block, manifest: manifest, signature: signature)
    }
}
