internal import Model

/// The rule for the names of keys that sign notes — C2SP signed-note, Format.
enum NoteName {
    /// The most octets of a name; the specification sets no limit.
    static let longest = 256

    /// Not empty, no Unicode space, no plus sign, no control character.
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= longest
            && name.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20
            }
    }

    static func check(_ name: String) throws(BedplateError) {
        guard isValid(name) else {
            throw BedplateError(
                .malformed,
                "a signing name is 1 to \(longest) octets without spaces, plus signs and control characters"
            )
        }
    }
}
