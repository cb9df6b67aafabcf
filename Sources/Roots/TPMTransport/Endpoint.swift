/// Where a software TPM listens.
public enum Endpoint: Hashable, Sendable {
    /// Neither authenticated nor encrypted: loopback only, outside of tests of exactly that.
    case tcp(host: String, port: UInt16)
    /// A Unix socket; access is governed by the permissions of its directory.
    case unix(path: String)

    /// Octets of a Unix socket's path, as sockaddr_un limits it without the terminating zero.
    public static let pathLimit = 107
}

extension Endpoint: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let host, let port): "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
