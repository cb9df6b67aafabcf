public import Model

/// Every format that is known, in the order in which they are tried.
public enum BootFormats {
    public static let all: [any BootFormat.Type] = [
        MCUbootFormat.self, FITFormat.self, TrustedFirmwareFormat.self, ESP32Format.self, AHABFormat.self,
        HABFormat.self, TrustedApplicationFormat.self, MasterBootImageFormat.self,
    ]

    /// The one format whose beginning the image has.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` when it looks like none, or like several.
    public static func recognise(_ image: some OctetSource) throws(BedplateError) -> any BootFormat.Type {
        var found: [any BootFormat.Type] = []
        for format in all where try format.recognises(image) { found.append(format) }
        guard let format = found.first, found.count == 1 else {
            throw BedplateError(
                .malformed,
                found.isEmpty
                    ? "the file begins like no boot image that is known"
                    : "the file could be \(found.map { $0.name }.joined(separator: " or "))",
                hint: "name the format with --format: " + all.map { $0.name }.joined(separator: ", ")
            )
        }
        return format
    }

    /// The format of that name.
    public static func named(_ name: String) -> (any BootFormat.Type)? { all.first { $0.name == name } }
}
