internal import Digests
public import Model
public import OPTEE
internal import PKIX
internal import Wire

/// Trusted applications of OP-TEE behind a signed header.
///
/// The device holds the key (`TA_PUBLIC_KEY`, built into OP-TEE): one of ``DeviceTrust/keys``; digests mean nothing here.
/// The counter `counter` is the application's version in OP-TEE's database of secure storage.
public enum TrustedApplicationFormat: BootFormat {
    public static let name = "optee-ta"

    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        SignedHeader.recognises(try image.prefix(4))
    }

    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        let header = try header(of: image)
        let covered = ["application"]
        let digest = SignedHeader.fixedSize
        let signature = digest + header.digest.count
        return ImageExplanation(
            format: name,
            regions: [
                .init(0..<digest, "header", coveredBy: covered),
                .init(digest..<signature, "digest", coveredBy: covered),
                .init(signature..<header.subheaderOffset, "signature"),
                .init(header.subheaderOffset..<header.count, "UUID and version", coveredBy: covered),
                .init(header.count..<image.count, "application", coveredBy: covered),
            ],
            signatures: [.init(name: "application", scheme: "\(header.algorithm.scheme)", key: nil)],
            properties: ["uuid": "\(header.application)", "version": "\(header.version)"],
            notes: ["The header does not say which key signed it."]
        )
    }

    public static func verify(
        _ image: some OctetSource,
        _ trust: DeviceTrust
    ) throws(BedplateError) -> Judgement {
        try verify(image, trust, asked: nil)
    }

    /// What OP-TEE would do with the application when asked for `uuid`.
    ///
    /// - Parameter uuid: the application that is asked for: OP-TEE refuses a file that holds another. Without it, that is
    ///   not checked, and noted.
    public static func verify(
        _ image: some OctetSource,
        _ trust: DeviceTrust,
        asked uuid: ApplicationUUID?
    ) throws(BedplateError) -> Judgement {
        var judgement = Judgement()
        judgement.check(!trust.keys.isEmpty, .imageKeyRequired, "the device holds a key")
        try judgement.checkDevice(trust, counters: ["counter"], image)
        let prefix = try image.prefix(SignedHeader.sizeLimit)
        let header: SignedHeader
        do {
            let type = try SignedHeader.type(of: prefix)
            guard
                judgement.check(
                    type == .bootstrap,
                    .applicationType,
                    "the application is signed as one with UUID and version, under the device's own key",
                    found: "\(type)",
                    location: "byte 4"
                )
            else { return judgement }
            header = try SignedHeader(prefix, ofImage: image.count)
        } catch {
            judgement.add(.unreadable("a signed application", error))
            return judgement
        }
        judgement.add(Finding(.imageStructure, .held, claim: "the header can be read"))
        let parts = [0..<SignedHeader.fixedSize, header.subheaderOffset..<image.count]
        let digest = try image.digest(.sha256, of: parts)
        judgement.check(
            digest.octets == header.digest,
            .imageHash,
            "the digest is that of header, UUID, version and application",
            expected: Hexadecimal.encode(header.digest),
            found: Hexadecimal.encode(digest.octets),
            location: "byte \(SignedHeader.fixedSize)"
        )
        judgement.checkSignature(header, digest, trust)
        judgement.checkIdentity(header, trust, uuid)
        return judgement
    }
}

extension Judgement {
    /// The signature is some held key's, over the digest that was computed here.
    fileprivate mutating func checkSignature(_ header: SignedHeader, _ digest: MessageDigest, _ trust: DeviceTrust) {
        let place = "byte \(SignedHeader.fixedSize + header.digest.count)"
        let matches = trust.keys.filter { key in
            guard let info = try? PublicKeyInfo(der: key.subjectPublicKeyInfo), case .rsa(let modulus, _) = info,
                modulus.count == header.signature.count
            else { return false }
            return (try? VerificationKey(info))?.isValid(header.signature, for: digest, header.algorithm.scheme)
                ?? false
        }
        let holds = check(
            !matches.isEmpty,
            .imageSignature,
            "the signature is that of a key that the device holds",
            location: place
        )
        guard holds else { return }
        let isRevoked = matches.contains { key in
            (try? PublicKeyInfo(der: key.subjectPublicKeyInfo)).map { trust.revokes($0) } ?? true
        }
        check(!isRevoked, .imageKeyRevoked, "the key is not revoked", location: place)
    }

    fileprivate mutating func checkIdentity(_ header: SignedHeader, _ trust: DeviceTrust, _ uuid: ApplicationUUID?) {
        let fused = trust.counters["counter"] ?? 0
        check(
            header.version >= fused,
            .imageCounter,
            "the version is not below the one that ran before",
            expected: "at least \(fused)",
            found: "\(header.version)",
            location: "byte \(header.subheaderOffset + 16)"
        )
        guard let uuid else {
            return add(
                Finding(
                    .applicationUUID,
                    .noted,
                    claim: "which application was asked for is not known",
                    found: "\(header.application)"
                )
            )
        }
        check(
            header.application == uuid,
            .applicationUUID,
            "the application is the one that was asked for",
            expected: "\(uuid)",
            found: "\(header.application)",
            location: "byte \(header.subheaderOffset)"
        )
    }
}

/// What only trusted applications check.
extension Finding.Code {
    /// The image is of the one type that is judged here.
    public static let applicationType = Self("optee.type")
    /// The application is the one that was asked for.
    public static let applicationUUID = Self("optee.uuid")
}
