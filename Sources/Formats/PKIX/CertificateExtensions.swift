internal import SwiftASN1

/// The extensions of a certificate — RFC 5280, 4.2: those that are understood here, as values.
public struct CertificateExtensions: Hashable, Sendable {
    /// Whether the subject is a CA; nil without basicConstraints.
    public internal(set) var isCA: Bool?
    /// How many CA certificates may stand below this one.
    public internal(set) var pathLength: Int?
    public internal(set) var keyUsage: KeyUsage?
    /// extendedKeyUsage; nil if absent.
    public internal(set) var keyPurposes: [OID]?
    /// The directory names of subjectAltName; its other forms of name are not read.
    public internal(set) var alternativeNames: [DistinguishedName] = []
    public internal(set) var subjectKeyIdentifier: [UInt8]?
    public internal(set) var authorityKeyIdentifier: [UInt8]?
    /// certificatePolicies; recorded. No policy is ever required here, so none can fail (RFC 5280, 6.1.1 (c)).
    public internal(set) var policies: [OID] = []
    /// Critical extensions that are not understood here: a certificate with one of them is in no accepted path.
    public internal(set) var unknownCritical: [OID] = []
    /// The extensions that are not understood here, critical or not, in order: another format may know them.
    public internal(set) var opaque: [OpaqueExtension] = []
    /// Every extension that is present, in order.
    public internal(set) var present: [OID] = []

    /// The most extensions that a certificate may have.
    public static let countLimit = 32
}

extension CertificateExtensions {
    init(_ node: ASN1Node, deviations: inout Leniency) throws(X509Error) {
        var extensions = try DERFields(node, .sequence, "extensions")
        while let element = extensions.any() {
            guard present.count < Self.countLimit else { throw X509Error(.tooLong, "extensions", at: element.offset) }
            var fields = try DERFields(element, .sequence, "extension")
            let type = try fields.required(.objectIdentifier, "extnID").oid("extnID")
            var isCritical = false
            if let critical = fields.optional(.boolean) {
                isCritical = try critical.boolean("critical")
                if !isCritical { deviations.insert(.explicitDefault) }
            }
            let value = try fields.required(.octetString, "extnValue").octets(.octetString, "extnValue")
            try fields.finish()
            guard !present.contains(type) else { throw X509Error(.duplicate, "extension \(type)", at: element.offset) }
            present.append(type)
            let isUnderstood = try read(type, value, deviations: &deviations)
            if isCritical, !isUnderstood { unknownCritical.append(type) }
            if !isUnderstood {
                opaque.append(
                    OpaqueExtension(
                        type: type,
                        isCritical: isCritical,
                        value: [UInt8](value),
                        offset: value.startIndex
                    )
                )
            }
        }
        guard !present.isEmpty else { throw X509Error(.unexpected, "extensions", at: node.offset) }
    }

    private mutating func read(
        _ type: OID,
        _ value: ArraySlice<UInt8>,
        deviations: inout Leniency
    ) throws(X509Error) -> Bool {
        switch type {
        case .basicConstraints:
            try readBasicConstraints(DERFields.parse(value, "basicConstraints"), deviations: &deviations)
        case .keyUsage:
            keyUsage = try Self.keyUsage(DERFields.parse(value, "keyUsage"))
        case .extendedKeyUsage:
            keyPurposes = try Self.list(value, "extendedKeyUsage") { (node) throws(X509Error) in
                try node.oid("extendedKeyUsage")
            }
        case .certificatePolicies:
            policies = try Self.list(value, "certificatePolicies") { (node) throws(X509Error) in
                var fields = try DERFields(node, .sequence, "policyInformation")
                return try fields.required(.objectIdentifier, "policyIdentifier").oid("policyIdentifier")
            }
        case .subjectAlternativeName:
            var names = try DERFields(DERFields.parse(value, "subjectAltName"), .sequence, "subjectAltName")
            while let name = names.any() {
                // directoryName [4]: explicit, because Name is a CHOICE.
                guard name.identifier == .context(4) else { continue }
                let inner = try name.explicit("directoryName")
                alternativeNames.append(try DistinguishedName(inner, "directoryName", deviations: &deviations))
            }
        case .subjectKeyIdentifier:
            let octets = try DERFields.parse(value, "subjectKeyIdentifier").octets(.octetString, "subjectKeyIdentifier")
            subjectKeyIdentifier = [UInt8](octets)
        case .authorityKeyIdentifier:
            var fields = try DERFields(
                DERFields.parse(value, "authorityKeyIdentifier"),
                .sequence,
                "authorityKeyIdentifier"
            )
            if let identifier = fields.optional(.context(0)) {
                authorityKeyIdentifier = [UInt8](try identifier.octets(.context(0), "keyIdentifier"))
            }
        default: return false
        }
        return true
    }

    private mutating func readBasicConstraints(_ node: ASN1Node, deviations: inout Leniency) throws(X509Error) {
        var fields = try DERFields(node, .sequence, "basicConstraints")
        var isCA = false
        if let flag = fields.optional(.boolean) {
            isCA = try flag.boolean("cA")
            if !isCA { deviations.insert(.explicitDefault) }
        }
        if let length = fields.optional(.integer) {
            guard isCA else { throw X509Error(.badValue, "pathLenConstraint", at: length.offset) }
            pathLength = try length.small("pathLenConstraint")
        }
        try fields.finish()
        self.isCA = isCA
    }

    private static func keyUsage(_ node: ASN1Node) throws(X509Error) -> KeyUsage {
        let octets = try node.bits("keyUsage").octets
        guard octets.count <= 2, octets.contains(where: { $0 != 0 }) else {
            throw X509Error(.badValue, "keyUsage", at: node.offset)
        }
        var usage: UInt16 = 0
        for (place, octet) in octets.enumerated() {
            for bit in 0..<8 where octet & (0x80 >> bit) != 0 { usage |= 1 << (place * 8 + bit) }
        }
        return KeyUsage(rawValue: usage)
    }

    /// A SEQUENCE of 1 to 64 elements.
    private static func list<T>(
        _ value: ArraySlice<UInt8>,
        _ field: String,
        _ read: (ASN1Node) throws(X509Error) -> T
    ) throws(X509Error) -> [T] {
        var elements: [T] = []
        var nodes = try DERFields(DERFields.parse(value, field), .sequence, field)
        while let node = nodes.any() {
            guard elements.count < 64 else { throw X509Error(.tooLong, field, at: node.offset) }
            elements.append(try read(node))
        }
        guard !elements.isEmpty else { throw X509Error(.unexpected, field, at: value.startIndex) }
        return elements
    }
}
