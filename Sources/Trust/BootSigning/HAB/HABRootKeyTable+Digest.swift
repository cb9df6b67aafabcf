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
                for key in keys { digests.append(try key.fuseDigest) }
                return try HashAlgorithm.sha256.digest(parts: digests)
            } catch {
                throw BedplateError(.environment, "SHA-256 cannot be computed", cause: error)
            }
        }
    }
}

extension HABRootKey {
    /// SHA-256 of the table's entry: what the table may hold instead of it, and a name for the key.
    var digest: [UInt8] {
        get throws(BedplateError) {
            do throws(UnsupportedHash) { return try fuseDigest } catch {
                throw BedplateError(.environment, "SHA-256 cannot be computed", cause: error)
            }
        }
    }

    fileprivate var fuseDigest: [UInt8] {
        get throws(UnsupportedHash) {
            if case .digest(let digest) = self { digest } else { try HashAlgorithm.sha256.digest(octets) }
        }
    }
}
