public import struct Foundation.Date

/// An enrolment that waits for the device to activate its credential.
public struct Enrolment: Hashable, Sendable, Codable {
    public var id: String
    /// The device as it will be stored when the credential comes back; its certificate is still empty.
    public var candidate: Device
    /// SHA-256 of the proof that only the right TPM can compute; the credential itself is not kept.
    public var proofDigest: [UInt8]
    public var expiresAt: Date

    /// The most enrolments of one endorsement key that are open at once. A device needs one; a few more are those whose
    /// answers were lost.
    public static let mostOpenOfOneKey = 8
    /// The most enrolments of one tenant that are open at once: some 25 MB in the store, with certificates of the
    /// usual size.
    public static let mostOpen = 4096

    public init(id: String, candidate: Device, proofDigest: [UInt8], expiresAt: Date) {
        self.id = id
        self.candidate = candidate
        self.proofDigest = proofDigest
        self.expiresAt = expiresAt
    }
}
