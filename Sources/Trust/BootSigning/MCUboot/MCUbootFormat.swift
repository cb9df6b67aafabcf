public import Digests
internal import MCUboot
public import Model
internal import PKIX
internal import Wire

/// MCUboot images — mcu-tools/mcuboot: design.md, bootutil/image.h, image_validate.c.
public enum MCUbootFormat: BootFormat {
    public static let name = "mcuboot"

    /// By the header's magic.
    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        try image.prefix(4) == [0x3D, 0xB8, 0xF3, 0x96]
    }

    /// What a boot loader would do that is built with every check MCUboot has: the allow-list for unprotected TLVs, the
    /// security counter, one key and one signature of it. Stricter than any one build: no TLV twice, no unknown flag or
    /// TLV, DER to the letter, nothing but erased flash and a trailer behind the image.
    ///
    /// Reads the image once (a hybrid image, or an expected one, once more each); memory stays constant, but for a pure
    /// Ed25519 signature, which is over the whole image and cannot be streamed.
    ///
    /// Not checked: that dependencies are met (the other images are not here), that the addresses suit the device.
    public static func verify(_ image: some OctetSource, _ trust: DeviceTrust) throws(BedplateError) -> Judgement {
        switch try MCUbootImage.read(image) {
        case .failure(let error): return .unreadable("MCUboot", error)
        case .success(let parsed):
            var verification = MCUbootVerification(image, parsed, trust)
            return try verification.run()
        }
    }

    /// The digest by which a device's fuses name a key whose image carries it whole (PUBKEY): of the SubjectPublicKeyInfo,
    /// or for RSA of the RSAPublicKey. With a post-quantum key, one digest over both, the classical first.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` for a key that MCUboot has no signature for.
    public static func keyDigest(
        _ subjectPublicKeyInfo: [UInt8],
        postQuantum: [UInt8]? = nil,
        _ algorithm: HashAlgorithm = .sha256
    ) throws(BedplateError) -> [UInt8] {
        guard let info = try? PublicKeyInfo(der: subjectPublicKeyInfo), let key = MCUbootKey(info) else {
            throw BedplateError(.malformed, "MCUboot has no signature for this kind of key")
        }
        if let postQuantum {
            guard let info = try? PublicKeyInfo(der: postQuantum), MCUbootHybrid.kind(info) != nil else {
                throw BedplateError(.malformed, "the second key is no ML-DSA key")
            }
        }
        guard
            let digest = MCUbootHybrid.digest(algorithm, classical: key.octets, postQuantum: postQuantum ?? [])
        else { throw BedplateError(.malformed, "\(algorithm) is no hash of an MCUboot image") }
        return digest
    }
}
