import BootSigning
import Digests
import Files
import IntelHex
import Model

/// Where an image goes: into its file at once, or into memory first when the file is Intel HEX.
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

    /// Makes a file that appears whole or not at all: what `body` writes, as Intel HEX if the name ends so.
    ///
    /// - Parameters:
    ///   - inputs: files that are something else than what is made, and must not be replaced by it.
    ///   - mode: the permission bits of the file.
    ///   - address: of the image's first octet, for Intel HEX.
    ///   - replaces: whether a file of that name is replaced; else that is an error.
    ///   - finish: what must be done before the file appears; gets the digest of the image.
    static func stream<Written, Result>(
        to path: String,
        from inputs: [String] = [],
        mode: UInt32 = 0o644,
        at address: UInt32? = nil,
        replaces: Bool = true,
        _ body: (inout HashingSink<ImageOutput>) async throws -> Written,
        finish: (Written, MessageDigest) async throws -> Result
    ) async throws -> Result {
        for input in inputs where DurableFile.isSame(input, path) {
            throw BedplateError(.conflict, "'\(path)' is what is read, and is not replaced", hint: "name another --out")
        }
        return try await DurableFile.stream(to: path, mode: mode, replaces: replaces) { sink in
            let isHex = path.hasSuffix(".hex")
            var hashing = try HashingSink<ImageOutput>(isHex ? .memory(MemorySink()) : .file(sink))
            let written = try await body(&hashing)
            if case .memory(let memory) = hashing.base {
                guard let hex = IntelHex(address: address ?? 0, octets: memory.bytes) else {
                    throw BedplateError(.malformed, "the image does not fit where Intel HEX can say")
                }
                try sink.write(hex.text)
            }
            return try await finish(written, hashing.digest)
        }
    }
}
