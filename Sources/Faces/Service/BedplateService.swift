internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import Model
internal import NIOCore
internal import ServiceLifecycle
internal import StoreSQLite

internal import struct Foundation.Date

/// The service: HTTP over one data directory, until the process is told to end.
///
/// ```swift
/// try await BedplateService(configuration: ServiceConfiguration(port: 8740)).run()
/// ```
///
/// SIGTERM and SIGINT end it gracefully: requests that run are answered, the last checkpoint is signed. Several
/// processes on one machine may share one directory, also when all of them find it empty: the first to make a key has
/// made it for all, the store's transactions keep commits apart, and a nonce that one granted is accepted by one of
/// them, once.
public struct BedplateService: Sendable {
    /// The version of this build, as records and results name it.
    public static let version = "0.1.0"

    private let configuration: ServiceConfiguration

    public init(configuration: ServiceConfiguration) { self.configuration = configuration }

    /// Opens the data directory, making what is missing, and serves.
    ///
    /// - Throws: ``BedplateError`` with code `environment` when the directory is not private or lacks a key, `forbidden`
    ///   for an address that is not loopback and was not allowed, `unavailable` when the address is taken.
    public func run() async throws {
        try configuration.validate()
        let directory = try await DataDirectory(path: configuration.dataDirectory)
        let store = try SQLiteStore(path: directory.storePath)
        let application = Self.application(configuration, store: store, keys: directory.keys)
        do {
            try await application.runService()
        } catch let error as IOError {
            try store.close()
            throw BedplateError(
                .unavailable,
                "the service cannot listen on \(configuration.host):\(configuration.port)",
                hint: "is another service running there?",
                cause: error
            )
        }
        try store.close()
    }

    /// The application over any store and keys: the tests' way in.
    static func application(
        _ configuration: ServiceConfiguration,
        store: any Store,
        keys: ServiceKeys,
        now: @escaping @Sendable () -> Date = { Date() }
    ) -> Application<TimeLimit<RouterResponder<RequestScope>>> {
        let checkpoints = CheckpointSigner(
            store: store,
            keys: keys,
            tenant: configuration.tenant,
            logger: configuration.logger
        )
        let routes = ServiceRoutes(
            recorder: Recorder(
                store: store,
                tenant: configuration.tenant,
                now: now,
                noteCommit: checkpoints.noteCommit
            ),
            keys: keys,
            checkpoints: checkpoints,
            allowsNewDevices: configuration.allowsNewDevices,
            nonceLifetime: configuration.nonceLifetime,
            resultLifetime: configuration.resultLifetime,
            enrolmentLifetime: configuration.enrolmentLifetime,
            logger: configuration.logger
        )
        let host = configuration.host
        let onReady = configuration.onReady
        return Application(
            responder: TimeLimit(base: routes.router().buildResponder(), limit: configuration.requestTimeout),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8192,
                        maxHeaderListSize: 32_768,
                        maxHeaderFieldCount: 64
                    )
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionLimit)
            ),
            services: [checkpoints],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                await onReady("http://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)")
            },
            logger: configuration.logger
        )
    }
}
