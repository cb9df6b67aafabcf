public import Model
public import TPM2
public import TPMTransport
internal import Wire

/// Which key of which TPM: `tpm:handle=0x81010001`, or `tpm:file=/keys/release.tpm;at=unix:/run/tpm.sock`.
///
/// Attributes are divided by semicolons, each at most once; `at` is an address as ``TPMAddress`` reads it, by default the
/// kernel's resource manager.
public struct TPMReference: Hashable, Sendable {
    public enum Place: Hashable, Sendable {
        /// A key file: what the TPM gave out, encrypted to itself.
        case file(String)
        /// A persistent object.
        case handle(Handle)
        /// A TPM only, where a key is to be made.
        case unnamed
    }

    public var place: Place
    /// `at`, as it was written.
    public var address: String
    /// `name`: the Name (Part 1, 16) that the object must have; nil if none is demanded.
    public var name: [UInt8]?

    public init(_ place: Place, at address: String = TPMAddress.standard, name: [UInt8]? = nil) {
        self.place = place
        self.address = address
        self.name = name
    }

    /// - Throws: ``BedplateError/Code/malformed``.
    public init(_ text: String) throws(BedplateError) {
        guard text.hasPrefix("tpm:") else { throw Self.malformed("it does not begin with tpm:") }
        self.init(.unnamed)
        var seen: Set<Substring> = []
        for part in text.dropFirst(4).split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[1].isEmpty else { throw Self.malformed("an attribute is not name=value") }
            guard seen.insert(pair[0]).inserted else { throw Self.malformed("'\(pair[0])' comes twice") }
            switch pair[0] {
            case "file" where place == .unnamed: place = .file(String(pair[1]))
            case "handle" where place == .unnamed:
                guard pair[1].hasPrefix("0x"), let value = UInt32(pair[1].dropFirst(2), radix: 16),
                    Handle(rawValue: value).kind == .persistent
                else { throw Self.malformed("the handle is not one of a persistent object, 0x81000000 to 0x81FFFFFF") }
                place = .handle(Handle(rawValue: value))
            case "file", "handle": throw Self.malformed("a key is at a handle or in a file, not both")
            case "at":
                address = String(pair[1])
                _ = try opened(address)
            case "name":
                guard let octets = Hexadecimal.decode(pair[1]) else {
                    throw Self.malformed("the name is not hexadecimal")
                }
                name = octets
            default: throw Self.malformed("the attribute '\(pair[0])' is not known here")
            }
        }
    }

    func tpmAddress() throws(BedplateError) -> TPMAddress { try opened(address) }

    private func opened(_ text: String) throws(BedplateError) -> TPMAddress {
        do { return try TPMAddress(text) } catch let error as BedplateError { throw error } catch {
            throw Self.malformed("the address is none")
        }
    }

    private static func malformed(_ what: String) -> BedplateError {
        BedplateError(
            .malformed,
            "that names no key of a TPM: \(what)",
            hint: "tpm:handle=0x81010001 or tpm:file=PATH, then ;at=/dev/tpmrm0, swtpm:HOST:PORT or unix:PATH"
        )
    }
}

extension TPMReference: CustomStringConvertible {
    public var description: String {
        var parts: [String] = []
        switch place {
        case .file(let path): parts.append("file=\(path)")
        case .handle(let handle): parts.append("handle=0x" + String(handle.rawValue, radix: 16))
        case .unnamed: break
        }
        if let name { parts.append("name=" + Hexadecimal.encode(name)) }
        if address != TPMAddress.standard { parts.append("at=\(address)") }
        return "tpm:" + parts.joined(separator: ";")
    }
}

extension TPMReference {
    /// Whether the TPM says that it is a program.
    public func isEmulated() throws -> Bool { try tpmAddress().open().identity().simulated }
}
