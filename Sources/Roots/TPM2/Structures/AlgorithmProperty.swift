public import Wire

/// TPMS_ALG_PROPERTY — Part 2, 10.8.1.
public struct AlgorithmProperty: Hashable, Sendable {
    public var algorithm: Algorithm
    /// TPMA_ALGORITHM — Part 2, 8.2: what the algorithm can be used for.
    public var attributes: UInt32

    public init(algorithm: Algorithm, attributes: UInt32) {
        self.algorithm = algorithm
        self.attributes = attributes
    }
}

extension AlgorithmProperty: Wire {
    public init(from read: inout WireReader) throws(WireError) { try self.init(algorithm: read(), attributes: read()) }
    public func write(to write: inout WireWriter) { write(algorithm, attributes) }
}
