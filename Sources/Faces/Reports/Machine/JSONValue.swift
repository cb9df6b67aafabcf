import Foundation

/// A JSON value to be written; keys are sorted, so that the same value has one text.
enum JSONValue: Encodable, Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONValue])
    case object([String: JSONValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }

    var octets: [UInt8] {
        get throws { try Self.octets(self) }
    }

    static func octets(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return [UInt8](try encoder.encode(value)) + [0x0A]
    }

    static func texts(_ texts: some Sequence<String>) -> JSONValue { .list(texts.map { .text($0) }) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension [String: JSONValue] {
    /// Only with a value.
    mutating func add(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { self[key] = .text(text) }
    }

    /// Only where there is one: several schemas refuse empty lists.
    mutating func add(_ key: String, _ list: [JSONValue]) {
        if !list.isEmpty { self[key] = .list(list) }
    }
}
