/// The certificate of a TPM's endorsement key, as it lies in NV memory (TCG EK Credential Profile for TPM 2.0, 3).
public struct EKCertificate: Hashable, Sendable {
    public let certificate: Certificate
    /// What had to be looked away from, the wrapping in NV included.
    public let leniency: Leniency

    /// The largest NV index that is read, in octets.
    public static let sizeLimit = 8192 + 7

    /// Reads the octets of an NV index (or of a file with a DER certificate).
    ///
    /// An index is often larger than its certificate: the rest is 0x00 or 0xFF throughout. Makers of the TPM 1.2 age put
    /// the certificate into a wrapper. Both are leniencies, to be named by the caller.
    public init(nv bytes: [UInt8], allowing leniency: Leniency = []) throws(X509Error) {
        guard bytes.count <= Self.sizeLimit else { throw X509Error(.tooLong, "NV index", at: Self.sizeLimit) }
        var wrapping: Leniency = []
        var rest = bytes[...]
        if rest.starts(with: [0x10, 0x01, 0x00]) {
            rest = try Self.unwrapped(rest)
            wrapping.insert(.storedCertificateHeader)
        }
        let end = try Self.end(of: rest)
        let padding = rest[end...]
        if let filler = padding.first {
            guard filler == 0x00 || filler == 0xFF, padding.allSatisfy({ $0 == filler }) else {
                throw X509Error(.trailingBytes, "certificate", at: end)
            }
            wrapping.insert(.trailingPadding)
        }
        let inner: Certificate
        do {
            inner = try Certificate(der: Array(rest[..<end]), allowing: leniency)
        } catch {
            // Name everything that is missing at once, and count offsets from the beginning of the index.
            var missing = wrapping.subtracting(leniency)
            if case .needs(let others) = error.reason { missing.formUnion(others) } else { missing = [] }
            let reason: X509Error.Reason = missing.isEmpty ? error.reason : .needs(missing)
            throw X509Error(reason, error.field, at: error.offset + rest.startIndex)
        }
        let missing = wrapping.subtracting(leniency)
        guard missing.isEmpty else { throw X509Error(.needs(missing), "NV index", at: 0) }
        self.certificate = inner
        self.leniency = inner.leniency.union(wrapping)
    }

    /// The value of TCG_PCCLIENT_STORED_CERT: tag 1001, type 00 (full), certSize, TCG_FULL_CERT tag 1002, certificate;
    /// certSize counts the second tag (TCG PC Client Implementation Specification for Conventional BIOS, 7.4.5).
    private static func unwrapped(_ bytes: ArraySlice<UInt8>) throws(X509Error) -> ArraySlice<UInt8> {
        let header = Array(bytes.prefix(7))
        guard header.count == 7 else { throw X509Error(.notDER, "certSize", at: bytes.endIndex) }
        let size = Int(header[3]) << 8 | Int(header[4])
        guard header[5...] == [0x10, 0x02] else { throw X509Error(.badValue, "TCG_FULL_CERT", at: 5) }
        guard size > 2, size <= bytes.count - 5 else { throw X509Error(.badValue, "certSize", at: 3) }
        let beyond = bytes.dropFirst(5 + size)
        guard let filler = beyond.first else { return bytes.dropFirst(7) }
        // What follows the wrapper is judged with the padding: it must be of one kind up to the end.
        guard beyond.allSatisfy({ $0 == filler }) else { throw X509Error(.trailingBytes, "certSize", at: 5 + size) }
        guard try end(of: bytes.dropFirst(7)) <= bytes.startIndex + 5 + size else {
            throw X509Error(.badValue, "certSize", at: 3)
        }
        return bytes.dropFirst(7)
    }

    /// Where the outermost DER value ends: its length is definite and minimal.
    private static func end(of bytes: ArraySlice<UInt8>) throws(X509Error) -> Int {
        let start = bytes.startIndex
        let head = Array(bytes.prefix(4))
        guard head.count == 4, head[0] == 0x30, head[1] == 0x82 else {
            throw X509Error(.notDER, "certificate", at: start)
        }
        let length = Int(head[2]) << 8 | Int(head[3])
        guard length >= 0x100, length <= bytes.count - 4 else { throw X509Error(.notDER, "certificate", at: start) }
        return start + 4 + length
    }
}

extension EKCertificate {
    /// What the maker says that the TPM is: the TPM attributes of subjectAltName (TCG EK Credential Profile, 3.1.2).
    public struct TPMAttributes: Hashable, Sendable {
        /// `id:` and eight hexadecimal digits: the maker's identifier in the TCG registry.
        public var manufacturer: String
        public var model: String
        /// `id:` and the firmware version.
        public var version: String

        public init(manufacturer: String, model: String, version: String) {
            self.manufacturer = manufacturer
            self.model = model
            self.version = version
        }
    }

    /// Nil unless exactly one directory name of subjectAltName has all three, each once.
    public var tpmAttributes: TPMAttributes? {
        let found = certificate.extensions.alternativeNames.compactMap { name in
            if let manufacturer = name.text(.tpmManufacturer), let model = name.text(.tpmModel),
                let version = name.text(.tpmVersion)
            {
                TPMAttributes(manufacturer: manufacturer, model: model, version: version)
            } else {
                nil as TPMAttributes?
            }
        }
        return found.count == 1 ? found[0] : nil
    }
}
