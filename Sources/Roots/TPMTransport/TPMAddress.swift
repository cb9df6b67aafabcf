internal import Model
public import TPM2

/// Where a device's TPM is, as `--tpm` says it.
public enum TPMAddress: Hashable, Sendable {
    /// A device of the Linux driver: `/dev/tpmrm0`.
    case device(path: String)
    /// A software TPM: `swtpm:HOST:PORT`.
    case tcp(host: String, port: UInt16)
    /// A software TPM: `unix:PATH`.
    case unix(path: String)

    public static let standard = "/dev/tpmrm0"

    /// - Throws: ``BedplateError`` with code `malformed`.
    public init(_ text: String) throws {
        if text.hasPrefix("unix:") {
            self = .unix(path: String(text.dropFirst(5)))
        } else if text.hasPrefix("swtpm:") {
            let parts = text.dropFirst(6).split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]) else { throw Self.malformed(text) }
            self = .tcp(host: String(parts[0]), port: port)
        } else if text.hasPrefix("/") {
            self = .device(path: text)
        } else {
            throw Self.malformed(text)
        }
    }

    /// Opens the TPM; what it did not execute is sent again. A software TPM serves one connection at a time and has no resource manager: what a process that
    /// was killed left loaded is flushed here, or the TPM would run out of memory.
    public func open() throws -> TPM {
        switch self {
        case .device(let path):
            return TPM(RetryingTransport(try DeviceTransport(path: path)))
        case .tcp(let host, let port): return try Self.emulated(.tcp(host: host, port: port))
        case .unix(let path): return try Self.emulated(.unix(path: path))
        }
    }

    private static func emulated(_ endpoint: Endpoint) throws -> TPM {
        let tpm = TPM(RetryingTransport(try SocketTransport(endpoint)))
        for handle in try tpm.loadedHandles() { try tpm.flush(handle) }
        return tpm
    }

    private static func malformed(_ text: String) -> BedplateError {
        BedplateError(
            .malformed,
            "'\(text)' is not the address of a TPM",
            hint: "known are /dev/tpmrm0, swtpm:HOST:PORT and unix:PATH"
        )
    }
}
