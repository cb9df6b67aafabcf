public import Digests
public import Wire

/// TPMT_HA — Part 2, 10.3.2: a digest with its algorithm. The digest has no size of its own.
public struct TaggedHash: Hashable, Sendable {
    public var hashAlg: HashAlgorithm
    public var digest: [UInt8]

    public init(hashAlg: HashAlgorithm, digest: [UInt8]) {
        self.hashAlg = hashAlg
        self.digest = digest
    }
}

extension TaggedHash: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        let hashAlg: HashAlgorithm = try read()
        guard let size = hashAlg.digestSize else { throw WireError(.badValue, at: at) }
        self.init(hashAlg: hashAlg, digest: try read.bytes(size))
    }

    public func write(to write: inout WireWriter) {
        write(hashAlg)
        if digest.count != hashAlg.digestSize { write.fail(.badValue) }
        write.append(digest)
    }
}
