import Files
import IntelHex
import Model
import Wire

/// An image in a file: binary of any size, read in parts, or Intel HEX.
enum ImageInput {
    /// - Returns: the octets, and the address of the first one where the file says it.
    static func open(_ path: String) throws -> (source: any OctetSource, address: UInt32?) {
        let file = try FileSource(path)
        // Every line of Intel HEX begins with a colon; no boot image does.
        guard try file.prefix(1) == [UInt8(ascii: ":")] else { return (file, nil) }
        do {
            let hex = try IntelHex(text: try DurableFile.read(path, atMost: IntelHex.textLimit))
            return (MemorySource(try hex.memory()), hex.address)
        } catch let error as WireError {
            throw BedplateError(
                .malformed,
                "'\(path)' begins like Intel HEX and is none",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
    }
}
