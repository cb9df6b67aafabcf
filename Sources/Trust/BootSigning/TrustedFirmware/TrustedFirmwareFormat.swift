public import Digests
public import Model
public import TrustedFirmware

/// Firmware image packages of TF-A with a TBBR chain of trust.
///
/// Which chain a device follows is a fact about the device, never about the package: what is not said here is `tbbr`.
public enum TrustedFirmwareFormat: BootFormat {
    public static let name = "tf-a"

    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        TableOfContents.recognises(try image.prefix(4))
    }

    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        try explain(image, chain: .tbbr)
    }

    public static func verify(
        _ image: some OctetSource,
        _ trust: DeviceTrust
    ) throws(BedplateError) -> Judgement {
        try verify(image, trust, chain: .tbbr)
    }

    /// What a device that follows `chain` would do with the package.
    ///
    /// ``DeviceTrust/digests`` are those of the chain's first root key (of its SubjectPublicKeyInfo, by SHA-256, SHA-384
    /// or SHA-512 according to their length). Where a chain has more roots, each is one of ``DeviceTrust/keys`` by its
    /// role's name, `prot` or `swd-rot`. ``DeviceTrust/counters`` are `trusted`, `non-trusted` and `cca`.
    ///
    /// Not checked, as no boot loader does: validity periods and names of certificates. Whether the images are all that a
    /// platform needs is not known here: an image that is missing together with its certificates is not missed.
    public static func verify(
        _ image: some OctetSource,
        _ trust: DeviceTrust,
        chain: ChainOfTrust
    ) throws(BedplateError) -> Judgement {
        var verification = PackageVerification(source: image, chain: chain, trust: trust)
        try verification.run()
        return verification.judgement
    }

    /// What is fused for a root key: the digest of its DER SubjectPublicKeyInfo (TF-A's ROTPK hash).
    public static func rootKeyDigest(
        of subjectPublicKeyInfo: [UInt8],
        _ hash: HashAlgorithm = .sha256
    ) throws(UnsupportedHash) -> [UInt8] {
        try hash.digest(subjectPublicKeyInfo)
    }
}
