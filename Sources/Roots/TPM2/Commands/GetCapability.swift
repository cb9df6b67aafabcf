public import Wire

/// TPM2_GetCapability — Part 3, 30.2: what the TPM can do and what is in it; parts of long lists, with `moreData`.
public struct GetCapability: Command {
    public static let code = CommandCode.getCapability

    public var capability: Capability
    /// The first handle, command, algorithm or property of interest.
    public var property: UInt32
    public var propertyCount: UInt32

    public init(capability: Capability, property: UInt32, propertyCount: UInt32) {
        self.capability = capability
        self.property = property
        self.propertyCount = propertyCount
    }

    public func writeParameters(to write: inout ParameterWriter) { write(capability, property, propertyCount) }

    public struct Response: CommandResponse {
        public var moreData: Bool
        public var capabilityData: CapabilityData

        public init(from read: inout ResponseReader) throws(WireError) {
            moreData = try read()
            capabilityData = try read()
        }
    }
}
