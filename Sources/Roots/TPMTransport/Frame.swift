internal import Model

/// What a transport must know of a command or response: its header says how long it is — Part 1, 16.
enum Frame {
    /// Octets of tag, size and code.
    static let headerSize = 10
    /// The longest command or response of any TPM here (TPM2_PT_MAX_COMMAND_SIZE and MAX_RESPONSE_SIZE are 4096 on
    /// every TPM of the PC Client profile, and the kernel's own buffer ends there).
    static let limit = 4096

    /// Refuses to send what the other side would wait for, or would read as two commands.
    static func check(command: [UInt8]) throws {
        guard command.count <= limit, command.count >= headerSize, try size(of: command) == command.count else {
            throw BedplateError(.tpmMalformed, "a command of \(command.count) octets does not agree with its header")
        }
    }

    /// The size that a header announces.
    static func size(of header: [UInt8]) throws -> Int {
        guard header.count >= headerSize else {
            throw BedplateError(.tpmMalformed, "\(header.count) octets are shorter than a header")
        }
        let size = header[2..<6].reduce(0) { $0 << 8 | Int($1) }
        guard size >= headerSize, size <= limit else {
            throw BedplateError(
                .tpmMalformed,
                "the header announces \(size) octets; \(headerSize) to \(limit) are possible"
            )
        }
        return size
    }
}
