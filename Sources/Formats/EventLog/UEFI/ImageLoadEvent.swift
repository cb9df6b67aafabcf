public import Wire

/// UEFI_IMAGE_LOAD_EVENT — PFP, 10.2: what firmware notes beside an image's digest. None of it is hashed.
public struct ImageLoadEvent: Hashable, Sendable {
    public var locationInMemory: UInt64
    /// Octets of the image.
    public var length: UInt64
    public var linkTimeAddress: UInt64
    /// EFI_DEVICE_PATH_PROTOCOL, as it travels.
    public var devicePath: [UInt8]

    public init(locationInMemory: UInt64 = 0, length: UInt64, linkTimeAddress: UInt64 = 0, devicePath: [UInt8]) {
        self.locationInMemory = locationInMemory
        self.length = length
        self.linkTimeAddress = linkTimeAddress
        self.devicePath = devicePath
    }
}

extension ImageLoadEvent: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        locationInMemory = try read()
        length = try read()
        linkTimeAddress = try read()
        let at = read.offset
        let size: UInt64 = try read()
        guard size <= UInt64(read.remaining) else { throw WireError(.truncated, at: at) }
        devicePath = try read.bytes(Int(size))
    }

    public func write(to write: inout WireWriter) {
        write(locationInMemory, length, linkTimeAddress, UInt64(devicePath.count))
        write.append(devicePath)
    }
}
