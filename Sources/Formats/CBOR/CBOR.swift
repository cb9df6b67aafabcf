/// A data item of CBOR — RFC 8949, without floating-point numbers: no format here has any.
///
/// Written deterministically (4.2.1: shortest heads, definite lengths, sorted keys) and read just as strictly, so that one
/// value has one encoding.
public indirect enum CBOR: Hashable, Sendable {
    /// Major type 0.
    case unsigned(UInt64)
    /// Major type 1: -1 - n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map(CBORMap)
    case tagged(UInt64, CBOR)
    case boolean(Bool)
    case null

    public static func integer(_ value: Int64) -> CBOR {
        value < 0 ? .negative(UInt64(-1 - value)) : .unsigned(UInt64(value))
    }

    /// The number if it is one, and fits.
    public var integer: Int64? {
        switch self {
        case .unsigned(let value): Int64(exactly: value)
        case .negative(let value): Int64(exactly: value).map { -1 - $0 }
        default: nil
        }
    }

    public var bytes: [UInt8]? {
        if case .bytes(let octets) = self { octets } else { nil }
    }

    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    public var array: [CBOR]? {
        if case .array(let items) = self { items } else { nil }
    }

    public var map: CBORMap? {
        if case .map(let map) = self { map } else { nil }
    }
}

extension CBOR: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}
