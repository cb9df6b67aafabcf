internal import Foundation
internal import Wire

/// A JSON document in which everything must be known: a key that nobody reads is an error with its place.
package struct StrictJSON {
    private let node: Any
    private let path: String

    /// The most octets of a document.
    package static let limit = 1 << 20

    package init(_ bytes: [UInt8], name: String) throws {
        guard bytes.count <= Self.limit else {
            throw BedplateError(.malformed, "\(bytes.count) octets exceed \(Self.limit)", location: name)
        }
        do {
            node = try JSONSerialization.jsonObject(with: Data(bytes))
        } catch {
            throw BedplateError(.malformed, "not JSON", cause: error, location: name)
        }
        try Self.checkForm(bytes, name: name)
        path = name
    }

    private init(_ node: Any, _ path: String) {
        self.node = node
        self.path = path
    }

    package func error(_ reason: String, hint: String? = nil) -> BedplateError {
        BedplateError(.malformed, reason, hint: hint, location: path)
    }

    /// An object that has no other keys than these.
    package func object(allowing keys: [String]) throws -> StrictJSON {
        for (key, entry) in try entries() where !keys.contains(key) {
            throw entry.error("unknown key '\(key)'", hint: "known are: " + keys.joined(separator: ", "))
        }
        return self
    }

    package func entries() throws -> [(String, StrictJSON)] {
        guard let object = node as? [String: Any] else { throw error("an object was expected") }
        return object.sorted { $0.key < $1.key }.map { ($0.key, StrictJSON($0.value, path + "." + $0.key)) }
    }

    package func optional(_ key: String) throws -> StrictJSON? {
        guard let object = node as? [String: Any] else { throw error("an object was expected") }
        return object[key].map { StrictJSON($0, path + "." + key) }
    }

    package func value(_ key: String) throws -> StrictJSON {
        guard let value = try optional(key) else { throw error("'\(key)' is missing") }
        return value
    }

    package func require(version: Int) throws {
        let found = try value("version")
        guard try found.integer(in: 0...Int.max) == version else {
            throw found.error("this version is not known", hint: "known is: \(version)")
        }
    }

    package func array(atMost limit: Int) throws -> [StrictJSON] {
        guard let array = node as? [Any] else { throw error("an array was expected") }
        guard array.count <= limit else { throw error("\(array.count) elements exceed \(limit)") }
        return array.enumerated().map { StrictJSON($0.element, path + "[\($0.offset)]") }
    }

    package func text(atMost limit: Int) throws -> String {
        guard let text = node as? String else { throw error("a text was expected") }
        guard text.utf8.count <= limit, !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
            throw error("a printable text of 1 to \(limit) octets was expected")
        }
        return text
    }

    /// A text that may have line ends.
    package func multiline(atMost limit: Int) throws -> String {
        guard let text = node as? String, (1...limit).contains(text.utf8.count) else {
            throw error("a text of 1 to \(limit) octets was expected")
        }
        return text
    }

    package func integer(in range: ClosedRange<Int>) throws -> Int {
        guard let number = node as? NSNumber, !isBoolean(number), let value = Int(exactly: number.doubleValue),
            range.contains(value)
        else { throw error("a whole number from \(range.lowerBound) to \(range.upperBound) was expected") }
        return value
    }

    package func boolean() throws -> Bool {
        guard let number = node as? NSNumber, isBoolean(number) else { throw error("true or false was expected") }
        return number.boolValue
    }

    /// Hexadecimal of exactly `count` octets.
    package func octets(_ count: Int) throws -> [UInt8] {
        guard let octets = Hexadecimal.decode(try text(atMost: 2 * count)), octets.count == count else {
            throw error("\(2 * count) hexadecimal digits were expected")
        }
        return octets
    }

    private func isBoolean(_ number: NSNumber) -> Bool { CFBooleanType.isBoolean(number) }
}

/// Foundation gives JSON's `true` and `1` the same class; the Objective-C type code tells them apart.
private enum CFBooleanType {
    static func isBoolean(_ number: NSNumber) -> Bool { unsafe String(cString: number.objCType) == "c" }
}
