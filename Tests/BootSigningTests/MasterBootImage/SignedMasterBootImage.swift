import BootSigning
import Digests
import KeyStore
import MasterBootImage
import Model

/// Root keys and an image signing key in memory.
struct MasterBootImageKeys: Sendable {
    var roots: [SoftwareSigner]
    var signingKey: SoftwareSigner

    init(
        _ algorithm: SigningPublicKey.Algorithm,
        roots: Int = 4,
        signingKey: SigningPublicKey.Algorithm = .ecdsaP256
    ) throws {
        self.roots = try (0..<roots).map { _ in try SoftwareSigner.ephemeral(algorithm) }
        self.signingKey = try SoftwareSigner.ephemeral(signingKey)
    }

    init(roots: [SoftwareSigner], signingKey: SoftwareSigner) {
        self.roots = roots
        self.signingKey = signingKey
    }

    var infos: [[UInt8]] { roots.map(\.publicKey.subjectPublicKeyInfo) }

    func block(_ index: Int = 0) throws -> MBICertificateBlock {
        try MBICertificateBlock(roots: infos, signedBy: roots[index])
    }

    func certified(_ index: Int = 0, constraint: UInt32 = 3, data: [UInt8] = []) async throws -> MBICertificateBlock {
        let info = signingKey.publicKey.subjectPublicKeyInfo
        return try await block(index).certifying(info, constraint: constraint, userData: data, with: roots[index])
    }

    /// A device in whose fuses their hash is.
    func trust() throws -> DeviceTrust { DeviceTrust(digests: [.init(try block().root.fuseDigest)]) }

    /// Signs with whichever key the block lets.
    func signed(_ application: [UInt8], _ signing: MasterBootImageSigning, by index: Int = 0) async throws -> [UInt8] {
        var sink = MemorySink()
        let signer = signing.block.signingKey == nil ? roots[index] : signingKey
        try await signing.sign(MemorySource(application), with: signer, to: &sink)
        return sink.bytes
    }

    static func application(_ count: Int = 61) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) } }
}

/// A signed sample and the device that boots it: what negative tests start from.
struct SignedMasterBootImage: Sendable {
    var image: [UInt8]
    var trust: DeviceTrust
    var keys: MasterBootImageKeys

    static let firmwareVersion: UInt16 = 7
    static let constraint: UInt32 = 3

    /// Four root keys, the third of which vouches for an image signing key.
    static let certified = Task {
        let keys = try MasterBootImageKeys(.ecdsaP256)
        return try await make(keys, keys.certified(2, constraint: constraint))
    }

    /// Two root keys, the second of which signs.
    static let rooted = Task {
        let keys = try MasterBootImageKeys(.ecdsaP256, roots: 2)
        return try await make(keys, keys.block(1), by: 1)
    }

    static func make(
        _ keys: MasterBootImageKeys,
        _ block: MBICertificateBlock,
        by index: Int = 0
    ) async throws -> SignedMasterBootImage {
        let signing = MasterBootImageSigning(block, firmwareVersion: firmwareVersion, loadAddress: 0x1_0000)
        let image = try await keys.signed(MasterBootImageKeys.application(), signing, by: index)
        return SignedMasterBootImage(image: image, trust: try keys.trust(), keys: keys)
    }

    func judged() throws -> Judgement { try MasterBootImageFormat.verify(MemorySource(image), trust) }

    /// The header and what follows the application, as they can be read.
    var header: MBIHeader { get throws { try MBIHeader(image) } }
    var trailer: MBITrailer { get throws { try MBITrailer(Array(image[Int(header.blockOffset)...])) } }

    /// Changes what follows the application, and signs the image with a key that is trusted, whatever it says then.
    mutating func forge(_ change: (inout MBITrailer) async throws -> Void) async throws {
        var (header, trailer) = (try header, try trailer)
        try await change(&trailer)
        header.imageCount = header.blockOffset + UInt32(trailer.count)
        header.hasTrustZone = !trailer.manifest.trustZone.isEmpty
        image = Array(image.prefix(Int(header.blockOffset)))
        header.write(into: &image)
        try await sign(trailer)
    }

    /// Appends a trailer to the application, with checksum and signature of its own.
    private mutating func sign(_ trailer: MBITrailer) async throws {
        image += trailer.block.octets + trailer.manifest.checkedOctets
        try await seal(by: trailer.block.signingKey == nil ? keys.roots[trailer.block.root.index] : keys.signingKey)
    }

    /// Puts checksum and signature behind the octets that are there.
    mutating func seal(by signer: SoftwareSigner) async throws {
        var checksum = MBIChecksum()
        checksum.update(image)
        image += (0..<4).map { UInt8(truncatingIfNeeded: checksum.value >> (8 * UInt32($0))) }
        image += try await signer.sign(.message(image), .ecdsaRaw(.sha256))
    }

    /// Changes octets before checksum and signature, and makes both anew: only what the octets say is wrong then.
    mutating func reseal(_ change: (inout [UInt8]) -> Void) async throws {
        let trailer = try trailer
        image.removeLast(64 + 4)
        change(&image)
        try await seal(by: trailer.block.signingKey == nil ? keys.roots[trailer.block.root.index] : keys.signingKey)
    }
}
