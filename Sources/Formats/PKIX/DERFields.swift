package import SwiftASN1

/// The elements of one constructed DER value, taken one after another; each must be the one that is asked for.
///
/// SwiftASN1 checks tags, minimal definite lengths and a depth of 50 over the whole input before anything is read here.
package struct DERFields {
    private var elements: ASN1NodeCollection.Iterator
    private var upcoming: ASN1Node?
    private let end: Int
    private let field: String

    /// Reads all of `bytes` as one value; offsets in errors count from the beginning of the array under the slice.
    package static func parse(_ bytes: ArraySlice<UInt8>, _ field: String) throws(X509Error) -> ASN1Node {
        do {
            return try DER.parse(bytes)
        } catch {
            throw X509Error(.notDER, field, at: bytes.startIndex)
        }
    }

    package init(_ node: ASN1Node, _ identifier: ASN1Identifier = .sequence, _ field: String) throws(X509Error) {
        guard node.identifier == identifier, case .constructed(let collection) = node.content else {
            throw X509Error(.unexpected, field, at: node.offset)
        }
        self.elements = collection.makeIterator()
        self.upcoming = elements.next()
        self.end = node.encodedBytes.endIndex
        self.field = field
    }

    /// The next element, whatever it is; nil at the end.
    package mutating func any() -> ASN1Node? {
        defer { upcoming = elements.next() }
        return upcoming
    }

    /// The next element if it has this tag.
    package mutating func optional(_ identifier: ASN1Identifier) -> ASN1Node? {
        upcoming?.identifier == identifier ? any() : nil
    }

    package mutating func required(_ identifier: ASN1Identifier, _ field: String) throws(X509Error) -> ASN1Node {
        guard let node = optional(identifier) else {
            throw X509Error(.unexpected, field, at: upcoming?.offset ?? end)
        }
        return node
    }

    /// Refuses anything that follows.
    package func finish() throws(X509Error) {
        if let upcoming { throw X509Error(.unexpected, field, at: upcoming.offset) }
    }
}

extension ASN1Node {
    package var offset: Int { encodedBytes.startIndex }

    /// The content octets of a primitive value.
    package func octets(_ identifier: ASN1Identifier, _ field: String) throws(X509Error) -> ArraySlice<UInt8> {
        guard self.identifier == identifier, case .primitive(let content) = content else {
            throw X509Error(.unexpected, field, at: offset)
        }
        return content
    }

    package func oid(_ field: String) throws(X509Error) -> OID {
        guard let oid = OID(content: try octets(.objectIdentifier, field)) else {
            throw X509Error(.badValue, field, at: offset)
        }
        return oid
    }

    package func boolean(_ field: String) throws(X509Error) -> Bool {
        let content = try octets(.boolean, field)
        guard content.count == 1, let value = content.first, value == 0 || value == 0xFF else {
            throw X509Error(.badValue, field, at: offset)
        }
        return value == 0xFF
    }

    /// The two's-complement octets of an INTEGER in its shortest form.
    package func integer(_ field: String) throws(X509Error) -> ArraySlice<UInt8> {
        let content = try octets(.integer, field)
        guard let first = content.first else { throw X509Error(.badValue, field, at: offset) }
        if let second = content.dropFirst().first {
            let padded = (first == 0 && second < 0x80) || (first == 0xFF && second >= 0x80)
            guard !padded else { throw X509Error(.badValue, field, at: offset) }
        }
        return content
    }

    /// The octets of a non-negative INTEGER, without leading zeros; zero is no octets.
    package func magnitude(_ field: String) throws(X509Error) -> [UInt8] {
        let content = try integer(field)
        guard let first = content.first, first < 0x80 else { throw X509Error(.badValue, field, at: offset) }
        return [UInt8](first == 0 ? content.dropFirst() : content)
    }

    /// A non-negative INTEGER below 2³¹.
    package func small(_ field: String) throws(X509Error) -> Int {
        let octets = try magnitude(field)
        guard octets.count <= 4, octets.count < 4 || octets[0] < 0x80 else {
            throw X509Error(.badValue, field, at: offset)
        }
        return octets.reduce(0) { $0 << 8 | Int($1) }
    }

    /// The octets of a BIT STRING, and how many of its last bits do not count (and are zero).
    package func bits(_ field: String) throws(X509Error) -> (octets: ArraySlice<UInt8>, unused: UInt8) {
        let content = try octets(.bitString, field)
        guard let unused = content.first, unused < 8 else { throw X509Error(.badValue, field, at: offset) }
        let octets = content.dropFirst()
        guard unused == 0 || (octets.last.map { $0 & ((1 << unused) - 1) == 0 } ?? false) else {
            throw X509Error(.badValue, field, at: offset)
        }
        return (octets, unused)
    }

    /// The octets of a BIT STRING that holds octets.
    package func bitOctets(_ field: String) throws(X509Error) -> ArraySlice<UInt8> {
        let (octets, unused) = try bits(field)
        guard unused == 0 else { throw X509Error(.badValue, field, at: offset) }
        return octets
    }

    /// The single value inside an explicit context-specific tag.
    package func explicit(_ field: String) throws(X509Error) -> ASN1Node {
        guard case .constructed(let collection) = content else { throw X509Error(.unexpected, field, at: offset) }
        var elements = collection.makeIterator()
        guard let value = elements.next(), elements.next() == nil else {
            throw X509Error(.unexpected, field, at: offset)
        }
        return value
    }
}

extension ASN1Identifier {
    package static func context(_ tag: UInt) -> ASN1Identifier {
        ASN1Identifier(tagWithNumber: tag, tagClass: .contextSpecific)
    }
}
