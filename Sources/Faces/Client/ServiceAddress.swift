internal import Foundation
internal import Model

/// Where a Bedplate service answers: `http://127.0.0.1:8740` or `https://bedplate.example`, and nothing else.
public struct ServiceAddress: Hashable, Sendable {
    /// Without a trailing slash.
    public let url: String
    /// Whether what is sent there stays on this machine or inside TLS.
    public let isPrivate: Bool

    /// The address that a service listens on when nothing else is said.
    public static let standard = "http://127.0.0.1:8740"

    /// What `$BEDPLATE_SERVICE` says, for who gives no address; every command reads it alike. Nil when it is empty, too.
    public static var environment: String? {
        ProcessInfo.processInfo.environment["BEDPLATE_SERVICE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: ``BedplateError`` with code `malformed` for anything but an http or https origin.
    public init(_ text: String) throws {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty, parts.user == nil,
            parts.password == nil, parts.query == nil, parts.fragment == nil, parts.path.isEmpty || parts.path == "/"
        else {
            throw BedplateError(
                .malformed,
                "'\(text)' is not the address of a service",
                hint: "an address looks like \(Self.standard) or https://bedplate.example"
            )
        }
        url = text.hasSuffix("/") ? String(text.dropLast()) : text
        isPrivate = scheme == "https" || ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host.lowercased())
    }
}
