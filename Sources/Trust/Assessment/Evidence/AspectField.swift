/// A field of an aspect: its name, what it may say, and what that means.
public struct AspectField: Hashable, Sendable {
    public enum Form: Hashable, Sendable {
        /// 1 to 256 characters, none of them a control character.
        case text
        case oneOf([String])
        /// Lower-case digits, an even number, at most 256.
        case hexadecimal
        /// Decimal, 0 to 2⁵³.
        case number
    }

    public var name: String
    public var form: Form
    public var meaning: String
    public var isRequired: Bool

    static func text(_ name: String, _ meaning: String, isRequired: Bool = false) -> AspectField {
        AspectField(name: name, form: .text, meaning: meaning, isRequired: isRequired)
    }
    static func oneOf(_ name: String, _ values: [String], _ meaning: String, isRequired: Bool = false) -> AspectField {
        AspectField(name: name, form: .oneOf(values), meaning: meaning, isRequired: isRequired)
    }
    static func hexadecimal(_ name: String, _ meaning: String) -> AspectField {
        AspectField(name: name, form: .hexadecimal, meaning: meaning, isRequired: false)
    }
    static func number(_ name: String, _ meaning: String, isRequired: Bool = false) -> AspectField {
        AspectField(name: name, form: .number, meaning: meaning, isRequired: isRequired)
    }

    /// Whether the value is of this form.
    public func allows(_ value: String) -> Bool {
        switch form {
        case .text:
            !value.isEmpty && value.count <= 256
                && !value.unicodeScalars.contains { $0.properties.generalCategory == .control }
        case .oneOf(let values): values.contains(value)
        case .hexadecimal:
            !value.isEmpty && value.count <= 256 && value.count % 2 == 0
                && value.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        case .number: value.count <= 16 && UInt64(value).map { $0 <= 1 << 53 && String($0) == value } ?? false
        }
    }
}
