import Files
import Model

/// Where a signed image goes: into its file at once, or into memory first when the file is Intel HEX.
enum ImageOutput: OctetSink {
    case file(DurableFile.Sink)
    case memory(MemorySink)

    mutating func write(_ octets: [UInt8]) throws(BedplateError) {
        switch self {
        case .file(var sink):
            try sink.write(octets)
            self = .file(sink)
        case .memory(var sink):
            // Taken out first: two owners would copy everything at each write.
            self = .memory(MemorySink())
            sink.write(octets)
            self = .memory(sink)
        }
    }
}
