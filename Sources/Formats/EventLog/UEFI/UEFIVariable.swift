public import Wire

/// UEFI_VARIABLE_DATA — PFP, 10.2: what EV_EFI_VARIABLE_DRIVER_CONFIG and EV_EFI_VARIABLE_AUTHORITY hash.
public struct UEFIVariable: Hashable, Sendable {
    public var vendor: EFIGUID
    /// The name's UTF-16 units, without a terminator.
    public var nameUnits: [UInt16]
    public var contents: [UInt8]

    public init(vendor: EFIGUID, name: String, contents: [UInt8]) {
        self.vendor = vendor
        nameUnits = Array(name.utf16)
        self.contents = contents
    }

    /// The name; units that are not UTF-16 read as U+FFFD and so equal no known name.
    public var name: String { String(decoding: nameUnits, as: UTF16.self) }
}

extension UEFIVariable: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        vendor = try read()
        let nameAt = read.offset
        let nameLength: UInt64 = try read()
        let contentsAt = read.offset
        let contentsLength: UInt64 = try read()
        guard nameLength <= UInt64(EventLogLimits.variableNameUnits) else { throw WireError(.tooLong, at: nameAt) }
        nameUnits = try read.list(Int(nameLength), atMost: EventLogLimits.variableNameUnits)
        guard contentsLength <= UInt64(read.remaining) else { throw WireError(.truncated, at: contentsAt) }
        contents = try read.bytes(Int(contentsLength))
    }

    public func write(to write: inout WireWriter) {
        write(vendor, UInt64(nameUnits.count), UInt64(contents.count))
        for unit in nameUnits { write(unit) }
        write.append(contents)
    }
}
