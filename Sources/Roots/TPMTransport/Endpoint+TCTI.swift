extension Endpoint {
    /// The address as tpm2-tools take it in TPM2TOOLS_TCTI.
    public var tcti: String {
        switch self {
        case .tcp(let host, let port): "swtpm:host=\(host),port=\(port)"
        case .unix(let path): "swtpm:path=\(path)"
        }
    }

    /// Reads what ``tcti`` writes; nil for anything else, and for what another TCTI would handle.
    public init?(tcti: String) {
        guard tcti.hasPrefix("swtpm:") else { return nil }
        var fields: [Substring: Substring] = [:]
        for field in tcti.dropFirst("swtpm:".count).split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, fields.updateValue(parts[1], forKey: parts[0]) == nil else { return nil }
        }
        if fields.count == 1, let path = fields["path"] {
            self = .unix(path: String(path))
        } else if fields.count == 2, let host = fields["host"], let text = fields["port"], let port = UInt16(text),
            port > 0
        {
            self = .tcp(host: String(host), port: port)
        } else {
            return nil
        }
    }

    /// Where swtpm's control channel is by convention: the next port, or the path with `.ctrl`.
    public var control: Endpoint {
        switch self {
        case .tcp(let host, let port): .tcp(host: host, port: port &+ 1)
        case .unix(let path): .unix(path: path + ".ctrl")
        }
    }
}
