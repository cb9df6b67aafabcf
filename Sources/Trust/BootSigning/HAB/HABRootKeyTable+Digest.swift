internal import Digests
public import HAB
internal import Model

extension HABRootKeyTable {
    /// What is burnt into the SRK hash fuses: SHA-256 of the entries' SHA-256 digests, one after another. 32 octets; the
    /// first is the lowest of the first fuse word.
    public var fuseDigest: [UInt8] {
        get throws(BedplateError) {
            do throws(UnsupportedHash) {
                var digests: [[UInt8]] = []
                for key in keys {
                    if case .digest(let digest) = key {
                        digests.append(digest)
                    } else {
                        digests.append(try HashAlgorithm.sha256.digest(key.octets))
                    }
                }
                return try HashAlgorithm.sha256.digest(parts: digests)
            } catch {
                throw BedplateError(.environment, "SHA-256 cannot be computed", cause: error)
            }
        }
    }
}
