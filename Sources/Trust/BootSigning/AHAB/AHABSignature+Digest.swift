public import AHAB
internal import Digests
public import Model

extension AHABSignature {
    /// What is burnt into the SRK hash fuses: SHA-256 of the key table. 32 octets.
    public var fuseDigest: [UInt8] {
        get throws(BedplateError) { try Self.fuseDigest(of: keys) }
    }

    /// The same of four keys, before anything is signed.
    public static func fuseDigest(of keys: [AHABRootKey]) throws(BedplateError) -> [UInt8] {
        guard keys.count == keyCount else {
            throw BedplateError(.malformed, "\(keys.count) SRKs, and a table has four")
        }
        do { return try HashAlgorithm.sha256.digest(AHABSignature(keys: keys, octets: []).table) } catch {
            throw BedplateError(.environment, "SHA-256 cannot be computed", cause: error)
        }
    }
}
