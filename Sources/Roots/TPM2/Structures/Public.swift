public import Digests
public import Wire

/// TPMT_PUBLIC — Part 2, 12.2.4: the public area of an object.
public struct Public: Hashable, Sendable {
    // type: the case of ``key``
    public var nameAlg: HashAlgorithm
    public var objectAttributes: ObjectAttributes
    /// Digest of the policy under ``nameAlg``; empty for none.
    public var authPolicy: Buffer
    /// [type]parameters and [type]unique
    public var key: PublicKey

    public init(nameAlg: HashAlgorithm, objectAttributes: ObjectAttributes, authPolicy: Buffer, key: PublicKey) {
        self.nameAlg = nameAlg
        self.objectAttributes = objectAttributes
        self.authPolicy = authPolicy
        self.key = key
    }

    /// The object's Name — Part 1, 16: the Name algorithm, then the digest of the public area.
    public func name() throws -> [UInt8] {
        let digest = try nameAlg.digest(try serialized())
        return [UInt8(nameAlg.rawValue >> 8), UInt8(nameAlg.rawValue & 0xFF)] + digest
    }
}

extension Public: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let type: Algorithm = try read()
        try self.init(
            nameAlg: read(),
            objectAttributes: read(),
            authPolicy: read(),
            key: PublicKey(type, from: &read)
        )
    }

    public func write(to write: inout WireWriter) {
        write(key.type, nameAlg, objectAttributes, authPolicy)
        key.write(to: &write)
    }
}
