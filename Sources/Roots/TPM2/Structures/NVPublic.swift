public import Digests
public import Wire

/// TPMS_NV_PUBLIC — Part 2, 13.5
public struct NVPublic: Hashable, Sendable {
    public var nvIndex: Handle
    public var nameAlg: HashAlgorithm
    public var attributes: NVAttributes
    public var authPolicy: Buffer
    /// Octets.
    public var dataSize: UInt16

    public init(
        nvIndex: Handle,
        nameAlg: HashAlgorithm,
        attributes: NVAttributes,
        authPolicy: Buffer,
        dataSize: UInt16
    ) {
        self.nvIndex = nvIndex
        self.nameAlg = nameAlg
        self.attributes = attributes
        self.authPolicy = authPolicy
        self.dataSize = dataSize
    }
}

extension NVPublic: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(
            nvIndex: read(),
            nameAlg: read(),
            attributes: read(),
            authPolicy: read(),
            dataSize: read()
        )
    }

    public func write(to write: inout WireWriter) { write(nvIndex, nameAlg, attributes, authPolicy, dataSize) }
}
