internal import Foundation
internal import Model

/// What the commands say, and where: results on standard output, everything else on standard error.
public enum Terminal {
    /// Columns that text is made for.
    public static let width = 80

    /// A line that belongs to the result.
    public static func print(_ line: String = "") { write(line + "\n", to: .standardOutput) }

    /// `error: …`, then `hint: …`, on standard error.
    public static func report(_ reason: String, hint: String?) {
        write("error: \(clean(reason))\n", to: .standardError)
        if let hint { write("hint: \(clean(hint))\n", to: .standardError) }
    }

    /// Something that a person should know and a program need not.
    public static func note(_ text: String) { write("note: \(clean(text))\n", to: .standardError) }

    /// Says what is being done, if a person watches.
    public static func progress(_ text: String) {
        if isTerminal(.standardError) { write("… \(text)\n", to: .standardError) }
    }

    /// A value as JSON: sorted keys, RFC 3339 times, octets in base64.
    public static func print(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Raw octets on standard output.
    public static func write(octets: [UInt8]) { FileHandle.standardOutput.write(Data(octets)) }

    public static var outputIsTerminal: Bool { isTerminal(.standardOutput) }

    private static func isTerminal(_ file: FileHandle) -> Bool { isatty(file.fileDescriptor) == 1 }

    private static func write(_ text: String, to file: FileHandle) { file.write(Data(text.utf8)) }

    /// Control characters go: what comes from a device or a service must not drive the terminal.
    public static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.value < 0x20 && scalar.value != 0x0A || (0x7F...0x9F).contains(scalar.value)
                    return isControl ? "\u{FFFD}" : scalar
                }
            )
        )
    }
}
