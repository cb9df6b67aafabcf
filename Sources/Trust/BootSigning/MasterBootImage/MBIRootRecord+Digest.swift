internal import Digests
public import MasterBootImage
internal import Model

extension MBIRootRecord {
    /// What is burnt into the ROTKH fields: of one root key its hash, of several the hash of their hashes; SHA-256 of
    /// P-256, SHA-384 of P-384. 32 or 48 octets.
    public var fuseDigest: [UInt8] {
        get throws(BedplateError) {
            hashes.isEmpty ? try key.digest : try MBIPublicKey.digest(key.hash, hashes.flatMap { $0 })
        }
    }

    /// Whether the root key in use is the one whose hash stands at its index.
    var hasItsHash: Bool {
        get throws(BedplateError) {
            guard !hashes.isEmpty else { return index == 0 }
            return hashes.indices.contains(index) ? try hashes[index] == key.digest : false
        }
    }
}

extension MBIPublicKey {
    /// The hash of the point.
    var digest: [UInt8] {
        get throws(BedplateError) { try Self.digest(hash, point) }
    }

    fileprivate static func digest(_ algorithm: HashAlgorithm, _ octets: [UInt8]) throws(BedplateError) -> [UInt8] {
        do { return try algorithm.digest(octets) } catch {
            throw BedplateError(.environment, "\(algorithm) cannot be computed", cause: error)
        }
    }
}
