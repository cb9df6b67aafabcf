internal import Digests
internal import Model
internal import Wire

/// Identifiers and names, as they occur in paths and logs.
enum Identifier {
    /// 128 random bits behind a prefix that says of what.
    static func random(_ prefix: String) -> String {
        prefix + Hexadecimal.encode(randomOctets(16))
    }

    static let device = "dev-"
    static let enrolment = "enr-"

    /// A name that a person gave: 1 to 64 of letters, digits, `.`, `_` and `-`, the first a letter or a digit; and no
    /// device identifier, so that a name never means another device.
    static func checkName(_ name: String, of thing: String) throws {
        let octets = Array(name.utf8)
        let isPlain = octets.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard (1...64).contains(octets.count), isPlain, octets.first.map({ $0 >= 0x30 && $0 != 0x5F }) == true,
            !name.hasPrefix(device)
        else {
            throw BedplateError(
                .malformed,
                "the name of \(thing) has 1 to 64 letters, digits, '.', '_' and '-', begins with a letter or digit, and "
                    + "does not begin with '\(device)'"
            )
        }
    }
}
