import Model

/// Every reader: the one table.
public enum Readers {
    public static let all: [any EvidenceReader.Type] = [
        ESP32FuseReader.self, UBootLogReader.self, STM32OptionReader.self, NordicMemoryReader.self, PicotoolReader.self,
        ATECCConfigurationReader.self, SPSDKFileReader.self, CMPAPageReader.self, JetsonFuseReader.self,
        TPMCapabilityReader.self, FwupdReader.self, ChipsecReader.self, FirmwareKeyReader.self, AttackRecordReader.self,
        FaultReportReader.self,
    ]

    /// The most octets of an input.
    public static let limit = 16 << 20

    /// Reads an input whose kind is recognised, or named.
    ///
    /// - Throws: ``BedplateError`` with code `malformed` and the place; also where the kind is not recognised, or two are.
    ///   Nothing is returned of an input that cannot be read to its end.
    public static func read(_ octets: [UInt8], as name: String? = nil, _ options: ReadingOptions) throws -> Reading {
        guard octets.count <= limit else {
            throw BedplateError(.malformed, "the input has \(octets.count) octets, more than \(limit)")
        }
        let candidates = name.map { name in all.filter { $0.name == name } } ?? all.filter { $0.recognises(octets) }
        guard let reader = candidates.first, candidates.count == 1 else {
            throw BedplateError(
                .malformed,
                name.map { "there is no reader '\($0)'" }
                    ?? (candidates.isEmpty ? "no reader knows this input" : "several readers take this input"),
                hint: "--as " + (candidates.isEmpty ? all : candidates).map { $0.name }.joined(separator: ", ")
            )
        }
        return try reader.read(octets, options).checked()
    }
}
