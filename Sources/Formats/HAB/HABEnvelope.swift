/// What HAB wraps into a header of its own: an X.509 certificate or a CMS signature, in DER.
public struct HABEnvelope: Hashable, Sendable {
    public enum Kind: Sendable {
        case certificate
        case signature
    }

    public var kind: Kind
    /// The same as the command sequence's.
    public var version: UInt8
    public var der: [UInt8]

    /// Octets of what is wrapped.
    public static let limit = 8192

    public init(_ kind: Kind, version: UInt8, der: [UInt8]) {
        self.kind = kind
        self.version = version
        self.der = der
    }

    public var octets: [UInt8] {
        HABHeader(tag: kind.tag.rawValue, count: HABHeader.size + der.count, parameter: version).octets + der
    }

    /// Reads what stands at `start`. The DER is not looked at.
    public init(_ octets: [UInt8], at start: Int, _ kind: Kind, version: UInt8) throws(HABFault) {
        let header = try HABHeader(octets, at: start, kind.tag)
        guard header.parameter == version else { throw HABFault(.version, at: start + 3) }
        guard header.count <= HABHeader.size + Self.limit else { throw HABFault(.length, at: start + 1) }
        self.init(kind, version: version, der: Array(octets[(start + HABHeader.size)..<(start + header.count)]))
    }
}

extension HABEnvelope.Kind {
    fileprivate var tag: HABHeader.Tag { self == .certificate ? .certificate : .signature }
}
