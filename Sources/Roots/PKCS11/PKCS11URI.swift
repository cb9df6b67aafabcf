public import Files
public import Model

/// A `pkcs11:` URI — RFC 7512: which key, in which token, behind which module.
///
/// Strict: an attribute that is not known here, or that comes twice, is refused, and so is `pin-value`: a PIN in a URI
/// ends in the shell's history.
public struct PKCS11URI: Hashable, Sendable {
    // Path attributes — 2.3, in the order they are written here.
    public var token: String?
    public var manufacturer: String?
    public var serial: String?
    public var model: String?
    public var slot: UInt?
    /// CKA_LABEL
    public var object: String?
    /// CKA_ID
    public var id: [UInt8]?
    // Query attributes
    /// The whole path of the module; else all that are registered with p11-kit are looked at.
    public var modulePath: String?
    /// A file with the PIN.
    public var pinSource: String?

    /// The longest URI, in octets.
    public static let sizeLimit = 4096

    public init(
        token: String? = nil,
        object: String? = nil,
        id: [UInt8]? = nil,
        modulePath: String? = nil,
        pinSource: String? = nil
    ) {
        self.token = token
        self.object = object
        self.id = id
        self.modulePath = modulePath
        self.pinSource = pinSource
    }

    /// - Throws: ``BedplateError/Code/malformed``, naming the attribute, never its value.
    public init(_ text: String) throws(BedplateError) {
        guard text.utf8.count <= Self.sizeLimit else {
            throw Self.malformed("it is longer than \(Self.sizeLimit) bytes")
        }
        guard text.hasPrefix("pkcs11:") else { throw Self.malformed("it does not begin with pkcs11:") }
        let parts = text.dropFirst("pkcs11:".count).split(separator: "?", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw Self.malformed("it has more than one '?'") }
        var seen: Set<String> = []
        for (name, value) in try Self.attributes(parts[0], separator: ";", also: ":[]@!$'()*+,=&", &seen) {
            switch name {
            case "token": token = try Self.text(name, value)
            case "manufacturer": manufacturer = try Self.text(name, value)
            case "serial": serial = try Self.text(name, value)
            case "model": model = try Self.text(name, value)
            case "object": object = try Self.text(name, value)
            case "id": id = value
            case "slot-id":
                guard let number = UInt(try Self.text(name, value)) else {
                    throw Self.malformed("slot-id is no number")
                }
                slot = number
            case "type":
                // The objects that are looked for are known; a tool that prints URIs adds this.
                guard ["private", "public"].contains(try Self.text(name, value)) else {
                    throw Self.malformed("type must be private or public")
                }
            default: throw Self.malformed("the attribute '\(name)' is not known here")
            }
        }
        guard parts.count == 2 else { return }
        for (name, value) in try Self.attributes(parts[1], separator: "&", also: ":[]@!$'()*+,=/?|", &seen) {
            switch name {
            case "module-path": modulePath = try Self.text(name, value)
            case "pin-source": pinSource = try Self.file(try Self.text(name, value))
            case "pin-value":
                throw BedplateError(
                    .malformed,
                    "a pkcs11: URI with pin-value is refused",
                    hint: "it is in your shell's history now: change the PIN, and give it by pin-source=file:PATH"
                )
            default: throw Self.malformed("the attribute '\(name)' is not known here")
            }
        }
    }

    /// Where the URI says the PIN is.
    public var secretSource: SecretSource? { pinSource.map { .file($0) } }

    /// Whether the URI names this token.
    func names(_ info: TokenInfo, slot: UInt) -> Bool {
        (token ?? info.label) == info.label && (manufacturer ?? info.manufacturer) == info.manufacturer
            && (serial ?? info.serial) == info.serial && (model ?? info.model) == info.model
            && (self.slot ?? slot) == slot
    }

    // RFC 7512, 2.3: every attribute at most once.
    private static func attributes(
        _ text: Substring,
        separator: Character,
        also: String,
        _ seen: inout Set<String>
    ) throws(BedplateError) -> [(String, [UInt8])] {
        guard !text.isEmpty else { return [] }
        var list: [(String, [UInt8])] = []
        for part in text.split(separator: separator, omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty,
                pair[0].utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
            else { throw malformed("an attribute is not of the form name=value") }
            let name = String(pair[0])
            guard seen.insert(name).inserted else { throw malformed("the attribute '\(name)' comes twice") }
            list.append((name, try decode(name, pair[1], also)))
        }
        return list
    }

    private static func decode(_ name: String, _ text: Substring, _ also: String) throws(BedplateError) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = text.utf8[...]
        while let first = rest.popFirst() {
            switch first {
            case 0x25:
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    throw malformed("a percent sign in '\(name)' is not followed by two hexadecimal digits")
                }
                octets.append(high << 4 | low)
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: octets.append(first)
            default:
                guard also.utf8.contains(first) else {
                    throw malformed("a character in '\(name)' must be written with a percent sign")
                }
                octets.append(first)
            }
        }
        return octets
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }

    private static func text(_ name: String, _ octets: [UInt8]) throws(BedplateError) -> String {
        guard let text = String(validating: octets, as: UTF8.self), !octets.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw malformed("'\(name)' is not text") }
        return text
    }

    /// RFC 7512, 2.4: `file:` and a path, or a path alone. A program to be run (`|program`) is refused.
    private static func file(_ text: String) throws(BedplateError) -> String {
        var path = text
        if path.hasPrefix("file:") { path.removeFirst(5) }
        if path.hasPrefix("///") { path.removeFirst(2) }
        guard path.hasPrefix("/"), !path.hasPrefix("//") else {
            throw malformed("pin-source must be file: and the whole path of a file")
        }
        return path
    }

    private static func malformed(_ what: String) -> BedplateError {
        BedplateError(.malformed, "that is no pkcs11: URI: \(what)", hint: "RFC 7512: pkcs11:token=TOKEN;object=KEY")
    }
}

extension PKCS11URI: CustomStringConvertible {
    /// The URI in one form: attributes in one order, every octet that may be misread with a percent sign.
    public var description: String {
        var path: [String] = []
        func add(_ name: String, _ text: String?) {
            if let text { path.append("\(name)=\(Self.encode(Array(text.utf8)))") }
        }
        add("token", token)
        add("manufacturer", manufacturer)
        add("serial", serial)
        add("model", model)
        add("slot-id", slot.map { String($0) })
        add("object", object)
        if let id { path.append("id=" + Self.encode(id, plain: false)) }
        var query: [String] = []
        if let modulePath { query.append("module-path=" + Self.encode(Array(modulePath.utf8), slash: true)) }
        if let pinSource { query.append("pin-source=file:" + Self.encode(Array(pinSource.utf8), slash: true)) }
        return "pkcs11:" + path.joined(separator: ";") + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private static func encode(_ octets: [UInt8], plain: Bool = true, slash: Bool = false) -> String {
        octets.map { octet in
            switch octet {
            case 0x30...0x39 where plain, 0x41...0x5A where plain, 0x61...0x7A where plain, 0x2D where plain,
                0x2E where plain, 0x5F where plain, 0x7E where plain, 0x2F where slash:
                String(UnicodeScalar(octet))
            default: "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
