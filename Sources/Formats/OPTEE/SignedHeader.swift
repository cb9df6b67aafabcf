public import Digests
public import Wire

/// What stands before a trusted application that OP-TEE loads from the normal world's file system — optee_os,
/// core/include/signed_hdr.h, `struct shdr` and `struct shdr_bootstrap_ta`, little-endian:
///
/// ```text
/// u32 0x4F545348, u32 type, u32 octets of the application, u32 algorithm, u16 octets of the digest, u16 of the signature
/// digest
/// signature, over the digest
/// UUID 16 octets, u32 version
/// application
/// ```
///
/// The digest is over the first 20 octets, the UUID, the version and the application. Only bootstrap applications are
/// read: encrypted ones and chains of subkeys are refused by ``ImageType``.
public struct SignedHeader: Hashable, Sendable {
    /// `enum shdr_img_type`
    public enum ImageType: UInt32, Sendable, Wire {
        /// Without UUID and version: whatever the key signed is any application, in any version.
        case plain = 0
        case bootstrap = 1
        case encrypted = 2
        case subkey = 3
    }

    /// TEE_ALG_… — GlobalPlatform TEE Internal Core API, 6.11.1; those that OP-TEE's own signing script knows.
    public enum Algorithm: UInt32, Sendable, CaseIterable, Wire {
        /// TEE_ALG_RSASSA_PKCS1_V1_5_SHA256
        case rsaPKCS1 = 0x7000_4830
        /// TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA256; the salt is as long as the digest.
        case rsaPSS = 0x7041_4930

        public var scheme: SignatureScheme { self == .rsaPSS ? .rsaPSS(.sha256) : .rsaPKCS1(.sha256) }
    }

    public var algorithm: Algorithm
    /// 32 octets.
    public var digest: [UInt8]
    /// As long as the key's modulus.
    public var signature: [UInt8]
    public var application: ApplicationUUID
    public var version: UInt32
    /// Octets.
    public var applicationSize: Int

    public init(
        algorithm: Algorithm,
        digest: [UInt8],
        signature: [UInt8],
        application: ApplicationUUID,
        version: UInt32,
        applicationSize: Int
    ) {
        self.algorithm = algorithm
        self.digest = digest
        self.signature = signature
        self.application = application
        self.version = version
        self.applicationSize = applicationSize
    }

    static let magic: UInt32 = 0x4F54_5348
    static let digestSize = 32
    /// Octets of the part before the digest.
    public static let fixedSize = 20
    /// Signatures of RSA from 2048 to 8192 bits.
    static let signatureSizes = 256...1024
    /// The most octets before the application: what must be read to parse any header.
    public static let sizeLimit = fixedSize + digestSize + 1024 + 20

    /// Where the signature ends and what is hashed goes on.
    public var subheaderOffset: Int { Self.fixedSize + Self.digestSize + signature.count }
    /// Octets before the application.
    public var count: Int { subheaderOffset + 20 }

    /// Whether octets begin like a signed application. Cheap, and no more than a guess.
    public static func recognises(_ prefix: [UInt8]) -> Bool { prefix.starts(with: "HSTO".utf8) }

    /// The image's type; it is read first, because the others have another layout.
    public static func type(of prefix: [UInt8]) throws(WireError) -> ImageType {
        var read = WireReader(prefix.span, order: .little)
        guard try read.integer(UInt32.self) == magic else { throw WireError(.badValue, at: 0) }
        return try read()
    }
}

extension SignedHeader {
    /// Reads the header of a bootstrap application.
    ///
    /// - Parameters:
    ///   - prefix: the beginning of the image: at least the first ``sizeLimit`` octets, or all of a smaller one.
    ///   - imageSize: octets of the whole image, which the application must end.
    public init(_ prefix: [UInt8], ofImage imageSize: Int) throws(WireError) {
        guard try Self.type(of: prefix) == .bootstrap else { throw WireError(.badValue, at: 4) }
        var read = WireReader(prefix.span, order: .little)
        try read.skip(8)
        let size: UInt32 = try read.integer()
        algorithm = try read()
        let digestSize: UInt16 = try read.integer()
        guard digestSize == Self.digestSize else { throw WireError(.badValue, at: 16) }
        let signatureSize: UInt16 = try read.integer()
        guard Self.signatureSizes.contains(Int(signatureSize)) else { throw WireError(.badValue, at: 18) }
        digest = try read.bytes(Self.digestSize)
        signature = try read.bytes(Int(signatureSize))
        let at = read.offset
        guard let uuid = ApplicationUUID(octets: try read.bytes(16)) else { throw WireError(.badValue, at: at) }
        application = uuid
        version = try read.integer()
        applicationSize = Int(size)
        guard size > 0 else { throw WireError(.badValue, at: 8) }
        let end = read.offset + applicationSize
        guard end <= imageSize else { throw WireError(.truncated, at: 8) }
        guard end == imageSize else { throw WireError(.trailingBytes, at: end) }
    }

    /// The first 20 octets.
    public func fixedPart() throws(WireError) -> [UInt8] {
        var write = WireWriter(order: .little)
        write(Self.magic, ImageType.bootstrap)
        write.count(applicationSize, as: UInt32.self)
        write(algorithm)
        write.count(digest.count, as: UInt16.self)
        write.count(signature.count, as: UInt16.self)
        return try write.finish()
    }

    /// UUID and version.
    public func subheader() throws(WireError) -> [UInt8] {
        var write = WireWriter(order: .little)
        write.append(application.octets)
        write(version)
        return try write.finish()
    }

    /// All that stands before the application.
    public func serialized() throws(WireError) -> [UInt8] {
        try fixedPart() + digest + signature + subheader()
    }
}
