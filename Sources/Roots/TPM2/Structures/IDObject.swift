public import Wire

/// TPMS_ID_OBJECT — Part 2, 12.4.2: a credential, wrapped for one object on one TPM.
public struct IDObject: Hashable, Sendable {
    /// Outer HMAC, under the key derived from the seed.
    public var integrityHMAC: Buffer
    /// The credential, a TPM2B_DIGEST, encrypted: all that is left of the structure.
    public var encIdentity: [UInt8]

    public init(integrityHMAC: Buffer, encIdentity: [UInt8]) {
        self.integrityHMAC = integrityHMAC
        self.encIdentity = encIdentity
    }
}

extension IDObject: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        self.init(integrityHMAC: try read(), encIdentity: read.rest())
    }

    public func write(to write: inout WireWriter) {
        write(integrityHMAC)
        write.append(encIdentity)
    }
}
