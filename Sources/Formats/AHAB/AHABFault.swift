/// Why octets are no AHAB container, and where.
public struct AHABFault: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The octets end before the container does.
        case truncated
        /// A structure has another tag or version than it should.
        case tag
        /// A structure has another length than its content.
        case length
        /// No image, or more than the limit.
        case imageCount = "image-count"
        /// The signature block, the key table or the signature is elsewhere than after what precedes it.
        case offset
        /// What is reserved or fills up to eight octets is not zero.
        case reserved
        /// A certificate: keys between the SRK and the container are not read here.
        case certificate
        /// A key blob: encrypted images are not read here.
        case blob
        /// The signer of the container is neither nobody, NXP nor the device's owner, or the block does not fit it.
        case srkSet = "srk-set"
        /// An SRK record's algorithm is neither ECDSA nor RSA-PSS, its hash not SHA-256, -384 or -512, or its size unknown.
        case algorithm
        /// An SRK is one that signs certificates, or has unknown flags.
        case srkFlags = "srk-flags"
        /// The four SRKs are not of one kind.
        case mixedKeys = "mixed-keys"
        /// The signature is not of the kind that an SRK makes.
        case signatureType = "signature-type"
        /// An image's hash is not SHA-256, -384 or -512, or octets follow it.
        case imageHash = "image-hash"
        /// An image is encrypted.
        case encrypted
        /// An image lies outside the file, among the containers, or over another one.
        case imagePlace = "image-place"
    }

    public var reason: Reason
    /// Octets from the beginning of what was read to the offending field.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension AHABFault: CustomStringConvertible {
    public var description: String { "\(reason.rawValue) at byte \(offset)" }
}
