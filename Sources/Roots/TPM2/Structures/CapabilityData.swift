public import Wire

/// TPMS_CAPABILITY_DATA — Part 2, 10.10.2, with TPMU_CAPABILITIES as its cases.
public enum CapabilityData: Hashable, Sendable {
    case algorithms(List<AlgorithmProperty>)
    case handles(List<Handle>)
    /// TPMA_CC — Part 2, 8.9.
    case commands(List<CommandAttributes>)
    case pcrs(List<PCRSelection>)
    case tpmProperties(List<TaggedProperty>)
    case eccCurves(List<ECCCurve>)
    /// A capability that is not used here, as it came.
    case other(Capability, [UInt8])
}

extension CapabilityData: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let capability: Capability = try read()
        switch capability {
        case .algorithms: self = try .algorithms(read())
        case .handles: self = try .handles(read())
        case .commands: self = try .commands(read())
        case .pcrs: self = try .pcrs(read())
        case .tpmProperties: self = try .tpmProperties(read())
        case .eccCurves: self = try .eccCurves(read())
        default: self = .other(capability, read.rest())
        }
    }

    public func write(to write: inout WireWriter) {
        switch self {
        case .algorithms(let list): write(Capability.algorithms, list)
        case .handles(let list): write(Capability.handles, list)
        case .commands(let list): write(Capability.commands, list)
        case .pcrs(let list): write(Capability.pcrs, list)
        case .tpmProperties(let list): write(Capability.tpmProperties, list)
        case .eccCurves(let list): write(Capability.eccCurves, list)
        case .other(let capability, let bytes):
            write(capability)
            write.append(bytes)
        }
    }
}
