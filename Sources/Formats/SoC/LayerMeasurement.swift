public import Wire

/// What is told to the block of the layer that comes next: by the ROM of secure firmware, by that of the application.
public struct LayerMeasurement: Hashable, Sendable {
    /// SHA-256 of the image as it was verified: header, payload and protected TLVs.
    public var digest: [UInt8]
    /// Digest of the key that signed it, as it is fused.
    public var signer: [UInt8]
    public var securityCounter: UInt32
    /// MCUboot's version: major, minor, revision (u16), build (u32).
    public var version: UInt64

    public static var size: Int { 32 + 32 + 4 + 8 }

    public init(digest: [UInt8], signer: [UInt8], securityCounter: UInt32, version: UInt64) {
        self.digest = digest
        self.signer = signer
        self.securityCounter = securityCounter
        self.version = version
    }
}

extension LayerMeasurement: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        self.init(
            digest: try read.bytes(32),
            signer: try read.bytes(32),
            securityCounter: try read(),
            version: try read()
        )
    }

    public func write(to write: inout WireWriter) {
        write.append(digest)
        write.append(signer)
        write(securityCounter, version)
    }
}
