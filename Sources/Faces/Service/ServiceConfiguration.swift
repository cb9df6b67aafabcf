public import Logging
public import Model

/// How a service runs. The defaults are those of an embedded installation: one machine, loopback only.
public struct ServiceConfiguration: Sendable {
    /// Where everything lies that survives the process.
    public var dataDirectory: String
    public var host: String
    /// 0 lets the system choose; ``onReady`` tells which.
    public var port: Int
    /// Whether ``host`` may be another address than loopback. There is no TLS here: operator's tokens and released
    /// secrets (sealed to their TPM) would travel in the clear, so this belongs behind a TLS proxy.
    public var allowsRemote: Bool
    /// The tenant that the routes serve.
    public var tenant: Tenant
    /// Whether TPMs that are not known yet may enrol. Enrolment proves that a TPM is genuine, not that it is the
    /// operator's: whoever owns one of a pinned maker can ask, and make it measure what a good device measures.
    public var allowsNewDevices: Bool
    /// Seconds within which a nonce must come back in a quote.
    public var nonceLifetime: Double
    /// Seconds that an attestation result may be relied on (`exp` of the EAR).
    public var resultLifetime: Double
    /// Seconds within which a credential must be activated.
    public var enrolmentLifetime: Double
    /// The time that one request may take, its body's arrival included.
    public var requestTimeout: Duration
    /// The most connections at once; the rest waits.
    public var connectionLimit: Int
    public var logger: Logger
    /// Called once, when requests are answered, with `http://host:port`.
    public var onReady: @Sendable (String) async -> Void

    public static let standardPort = 8740

    public init(
        dataDirectory: String = DataDirectory.standardPath(),
        host: String = "127.0.0.1",
        port: Int = Self.standardPort,
        allowsRemote: Bool = false,
        tenant: Tenant = .default,
        allowsNewDevices: Bool = true,
        nonceLifetime: Double = 120,
        resultLifetime: Double = 300,
        enrolmentLifetime: Double = 600,
        requestTimeout: Duration = .seconds(30),
        connectionLimit: Int = 256,
        logger: Logger = Logger(label: "bedplate"),
        onReady: @escaping @Sendable (String) async -> Void = { _ in }
    ) {
        self.dataDirectory = dataDirectory
        self.host = host
        self.port = port
        self.allowsRemote = allowsRemote
        self.tenant = tenant
        self.allowsNewDevices = allowsNewDevices
        self.nonceLifetime = nonceLifetime
        self.resultLifetime = resultLifetime
        self.enrolmentLifetime = enrolmentLifetime
        self.requestTimeout = requestTimeout
        self.connectionLimit = connectionLimit
        self.logger = logger
        self.onReady = onReady
    }

    /// Loopback by address, not by a name that a resolver could answer otherwise.
    var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." } }

    func validate() throws {
        guard isLoopback || allowsRemote else {
            throw BedplateError(
                .forbidden,
                "the service would listen on \(host), which is not this machine's loopback address, without TLS",
                hint: "listen on 127.0.0.1 behind a TLS proxy, or allow a remote address explicitly"
            )
        }
        guard (0...65_535).contains(port) else { throw BedplateError(.malformed, "\(port) is not a port") }
    }
}
