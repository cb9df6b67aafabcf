internal import SwiftASN1
internal import Wire

/// Name — RFC 5280, 4.1.2.4. Equal when the original octets are: no normalisation is attempted.
public struct DistinguishedName: Sendable {
    /// One attribute: its type, and its value if it is text that can be shown.
    public struct Attribute: Hashable, Sendable {
        public var type: OID
        /// Nil for a string type that is not UTF-8, printable or IA5.
        public var text: String?
    }

    /// The original DER.
    public let der: [UInt8]
    /// The attributes of all relative names, in the order in which they stand.
    public let attributes: [Attribute]

    /// The most attributes that a name may have.
    public static let attributeLimit = 64

    public var isEmpty: Bool { attributes.isEmpty }

    /// The text of the only attribute of this type; nil if there is none, or more than one.
    public func text(_ type: OID) -> String? {
        let matches = attributes.filter { $0.type == type }
        return matches.count == 1 ? matches[0].text : nil
    }
}

extension DistinguishedName: Hashable {
    public static func == (a: DistinguishedName, b: DistinguishedName) -> Bool { a.der == b.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension DistinguishedName {
    init(_ node: ASN1Node, _ field: String, deviations: inout Leniency) throws(X509Error) {
        var attributes: [Attribute] = []
        var relativeNames = try DERFields(node, .sequence, field)
        while let relativeName = relativeNames.any() {
            var previous: ArraySlice<UInt8>?
            var members = try DERFields(relativeName, .set, field)
            while let member = members.any() {
                guard attributes.count < Self.attributeLimit else {
                    throw X509Error(.tooLong, field, at: member.offset)
                }
                if let previous, !previous.precedes(member.encodedBytes) { deviations.insert(.unsortedName) }
                previous = member.encodedBytes
                var parts = try DERFields(member, .sequence, field)
                let type = try parts.required(.objectIdentifier, field).oid(field)
                guard let value = parts.any() else { throw X509Error(.unexpected, field, at: member.offset) }
                try parts.finish()
                attributes.append(Attribute(type: type, text: Self.text(value)))
            }
            guard previous != nil else { throw X509Error(.unexpected, field, at: relativeName.offset) }
        }
        self.der = [UInt8](node.encodedBytes)
        self.attributes = attributes
    }

    private static func text(_ value: ASN1Node) -> String? {
        switch value.identifier {
        case .utf8String, .printableString, .ia5String:
            guard case .primitive(let octets) = value.content else { return nil }
            return String(validating: octets, as: UTF8.self)
        default: return nil
        }
    }
}

extension DistinguishedName: CustomStringConvertible {
    /// `CN=…, O=…` for people. Control characters and separators are escaped: a name cannot forge a line of a log.
    public var description: String {
        attributes.map { "\(Self.shortName($0.type))=\($0.text.map(Self.escaped) ?? "?")" }.joined(separator: ", ")
    }

    private static let shortNames: [OID: String] = [
        OID(2, 5, 4, 3): "CN", OID(2, 5, 4, 6): "C", OID(2, 5, 4, 7): "L", OID(2, 5, 4, 8): "ST",
        OID(2, 5, 4, 10): "O", OID(2, 5, 4, 11): "OU", OID(2, 5, 4, 5): "serialNumber",
    ]

    private static func shortName(_ type: OID) -> String { shortNames[type] ?? type.description }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case ",", "=", "\\", "+": result += "\\" + String(scalar)
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                result += "\\" + Hexadecimal.encode(String(scalar).utf8)
            case "\u{2028}", "\u{2029}": result += "\\" + Hexadecimal.encode(String(scalar).utf8)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension ArraySlice<UInt8> {
    /// Whether `self` may stand before `other` in a DER SET OF (X.690, 11.6): the shorter is padded with zeros.
    fileprivate func precedes(_ other: ArraySlice<UInt8>) -> Bool {
        var (a, b) = (makeIterator(), other.makeIterator())
        for _ in 0..<Swift.max(count, other.count) {
            let (x, y) = (a.next() ?? 0, b.next() ?? 0)
            if x != y { return x < y }
        }
        return true
    }
}
