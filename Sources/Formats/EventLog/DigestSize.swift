public import Digests
public import Wire

/// TCG_EfiSpecIdEventAlgorithmSize — PFP, "Specification ID Version Event"
public struct DigestSize: Hashable, Sendable {
    public var algorithm: HashAlgorithm
    /// Octets of the algorithm's digests in this log.
    public var size: UInt16

    public init(algorithm: HashAlgorithm, size: UInt16) {
        self.algorithm = algorithm
        self.size = size
    }
}

extension DigestSize: Wire {
    /// Refuses a size that is not the known algorithm's, and for an unknown one a size of 0 or beyond the limit.
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(algorithm: read(), size: read())
        let at = read.offset - 2
        if let known = algorithm.digestSize {
            guard Int(size) == known else { throw WireError(.badValue, at: at) }
        } else {
            guard size > 0 else { throw WireError(.badValue, at: at) }
            guard Int(size) <= EventLogLimits.digestBytes else { throw WireError(.tooLong, at: at) }
        }
    }

    public func write(to write: inout WireWriter) { write(algorithm, size) }
}
