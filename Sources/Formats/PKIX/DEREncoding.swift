/// Writes the few DER forms that keys, signatures and certificates need: each function returns one whole value.
public enum DEREncoding {
    /// Any value by its identifier octet.
    public static func value(_ identifier: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        if content.count < 0x80 {
            length = [UInt8(content.count)]
        } else {
            var rest = content.count
            while rest > 0 {
                length.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [identifier] + length + content
    }

    public static func sequence(_ elements: [UInt8]...) -> [UInt8] { value(0x30, elements.flatMap(\.self)) }
    public static func octetString(_ octets: [UInt8]) -> [UInt8] { value(0x04, octets) }
    public static func oid(_ oid: OID) -> [UInt8] { value(0x06, oid.encoded) }
    public static let null: [UInt8] = [0x05, 0x00]
    public static let `true`: [UInt8] = [0x01, 0x01, 0xFF]
    public static func utf8String(_ text: String) -> [UInt8] { value(0x0C, Array(text.utf8)) }

    /// A BIT STRING that holds whole octets.
    public static func bitString(_ octets: [UInt8]) -> [UInt8] { value(0x03, [0] + octets) }

    /// The INTEGER of a non-negative big-endian number; leading zeros are dropped.
    public static func unsigned(_ number: [UInt8]) -> [UInt8] {
        let digits = Array(number.drop { $0 == 0 })
        guard let first = digits.first else { return value(0x02, [0]) }
        return value(0x02, first < 0x80 ? digits : [0] + digits)
    }

    /// An explicit context-specific tag below 31 around one value.
    public static func explicit(_ tag: UInt8, _ inner: [UInt8]) -> [UInt8] { value(0xA0 | tag, inner) }
}
