public import Wire

/// TCG_EfiStartupLocalityEvent — PFP, 10.4.5.3: from which locality TPM2_Startup came, hence PCR 0's first value.
///
/// Not measured itself; a wrong one fails at the replay of PCR 0.
public struct StartupLocality: Hashable, Sendable {
    /// 0, 3, or 4 when the H-CRTM started before TPM2_Startup.
    public var locality: UInt8

    public init(_ locality: UInt8) { self.locality = locality }

    /// "StartupLocality" and its NUL.
    public static let signature: [UInt8] = Array("StartupLocality".utf8) + [0]
}

extension StartupLocality: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let start = read.offset
        guard try read.bytes(Self.signature.count) == Self.signature else { throw WireError(.badValue, at: start) }
        let at = read.offset
        self.init(try read())
        guard [0, 3, 4].contains(locality) else { throw WireError(.badValue, at: at) }
    }

    public func write(to write: inout WireWriter) {
        write.append(Self.signature)
        write(locality)
    }
}
