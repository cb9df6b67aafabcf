internal import PKIX

/// A certificate block of version 2.1: 12 octets of header, the root record, and the certificate of an image signing key
/// unless the root key signs images itself. Little-endian but for points (NXP SPSDK, CertBlockV21).
public struct MBICertificateBlock: Hashable, Sendable {
    public var root: MBIRootRecord
    /// Nil when the root key signs images itself.
    public var signingKey: MBISigningKeyCertificate?

    /// Octets of the header: `chdr`, minor and major version, size of the block.
    public static let headerSize = 12
    /// Octets: four hashes, all keys and signatures of P-384, all user data.
    public static let sizeLimit = 12 + 4 + 4 * 48 + 96 + 12 + 96 + 96 + 96

    public init(root: MBIRootRecord, signingKey: MBISigningKeyCertificate? = nil) {
        self.root = root
        self.signingKey = signingKey
    }

    /// The key whose signature the image has.
    public var imageKey: MBIPublicKey { signingKey?.key ?? root.key }

    /// What the root key signs when it vouches for an image signing key; nil when it does not.
    public var statement: [UInt8]? {
        signingKey.map { root.octets(signsImage: false) + $0.statement }
    }

    /// Where the root record, the certificate and its signature begin: octets from the block's beginning. Without a
    /// certificate the last two are the block's end.
    public var offsets: (root: Int, certificate: Int, signature: Int) {
        let certificate = Self.headerSize + root.count
        return (Self.headerSize, certificate, certificate + (signingKey?.signatureOffset ?? 0))
    }

    public var count: Int { Self.headerSize + root.count + (signingKey?.octets.count ?? 0) }

    /// The block's octets.
    public var octets: [UInt8] {
        Array("chdr".utf8) + Octets.little(1, 2) + Octets.little(2, 2) + Octets.little(count, 4)
            + root.octets(signsImage: signingKey == nil) + (signingKey?.octets ?? [])
    }
}

extension MBICertificateBlock {
    /// The size that a header states; nil when the octets do not begin like a block of this version.
    public static func count(ofHeader octets: [UInt8]) -> Int? {
        guard octets.count >= headerSize, Array(octets.prefix(4)) == Array("chdr".utf8),
            Octets.number(octets, 4, 4) == 0x2_0001
        else { return nil }
        return Int(Octets.number(octets, 8, 4))
    }

    /// Reads a block that takes all of `octets`: what is read has exactly these octets.
    ///
    /// Not checked here: whether the root key has its hash, whether signatures hold, whether points are on their curves.
    public init(_ octets: [UInt8]) throws(MBIFault) {
        guard octets.count >= Self.headerSize else { throw MBIFault(.truncated, at: octets.count) }
        guard Array(octets.prefix(4)) == Array("chdr".utf8) else { throw MBIFault(.magic, at: 0) }
        guard let count = Self.count(ofHeader: octets) else { throw MBIFault(.version, at: 4) }
        guard count == octets.count else { throw MBIFault(.size, at: 8) }
        let (root, signsImage) = try MBIRootRecord.read(octets, at: Self.headerSize)
        let place = Self.headerSize + root.count
        guard !signsImage || place == count else { throw MBIFault(.size, at: 8) }
        self.init(
            root: root,
            signingKey: signsImage ? nil : try MBISigningKeyCertificate.read(octets, at: place, root: root.key)
        )
    }
}
