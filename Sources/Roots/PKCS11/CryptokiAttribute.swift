/// CK_ATTRIBUTE: an attribute's type and the octets of its value.
package struct CryptokiAttribute: Hashable, Sendable {
    package var type: UInt
    package var value: [UInt8]

    package init(_ type: UInt, _ value: [UInt8]) {
        self.type = type
        self.value = value
    }

    /// A CK_BBOOL.
    package init(_ type: UInt, _ value: Bool) { self.init(type, [value ? 1 : 0]) }

    /// A CK_ULONG, in the order of this machine.
    package init(_ type: UInt, number: UInt) { self.init(type, Self.octets(number)) }

    package init(_ type: UInt, text: String) { self.init(type, Array(text.utf8)) }

    static func octets(_ number: UInt) -> [UInt8] {
        let octets = (0..<MemoryLayout<UInt>.size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        return UInt(littleEndian: 1) == 1 ? octets : octets.reversed()
    }

    /// The CK_ULONG that these octets are; nil if they are of another size.
    static func number(_ octets: [UInt8]) -> UInt? {
        guard octets.count == MemoryLayout<UInt>.size else { return nil }
        let ordered = UInt(littleEndian: 1) == 1 ? octets.reversed() : octets
        return ordered.reduce(0) { $0 << 8 | UInt($1) }
    }
}

/// CK_MECHANISM: what is to be done, and the octets of its parameter.
package struct CryptokiMechanism: Hashable, Sendable {
    package var type: UInt
    package var parameter: [UInt8]

    package init(_ type: UInt, _ parameter: [UInt8] = []) {
        self.type = type
        self.parameter = parameter
    }
}
