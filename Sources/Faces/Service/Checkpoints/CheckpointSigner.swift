internal import Ledger
internal import Logging
internal import Model
internal import ServiceLifecycle

/// Signs the ledger's newest state: soon after commits, at most once an interval, and on demand.
///
/// Nothing is lost when the process dies in between: a checkpoint is made from what the ledger holds, and the first one
/// after a start covers whatever was appended before. A replica that was faster shows as a conflict, and its
/// checkpoint is taken.
actor CheckpointSigner: ServiceLifecycle.Service {
    private let store: any Store
    private let keys: ServiceKeys
    private let tenant: Tenant
    private let logger: Logger
    private let interval: Duration
    private let commits: AsyncStream<Void>
    /// Tells that something was appended. Any number of calls while one is pending are one.
    nonisolated let noteCommit: @Sendable () -> Void

    init(
        store: any Store,
        keys: ServiceKeys,
        tenant: Tenant,
        logger: Logger,
        interval: Duration = .milliseconds(100)
    ) {
        self.store = store
        self.keys = keys
        self.tenant = tenant
        self.logger = logger
        self.interval = interval
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        commits = stream
        noteCommit = { continuation.yield() }
    }

    /// Signs until shut down, and once more then.
    func run() async throws {
        await signOrLog()
        for await _ in commits.cancelOnGracefulShutdown() {
            await signOrLog()
            try? await Task.sleep(for: interval)
        }
        await signOrLog()
    }

    /// A signed note over the ledger as it is now.
    func newest() async throws -> String {
        var attempt = 0
        while true {
            do {
                return try await store.signCheckpoint(
                    origin: keys.ledgerName(tenant),
                    signer: keys.ledger,
                    tenant: tenant
                )
            } catch let error as BedplateError where error.code == .conflict && attempt < 8 {
                attempt += 1
            }
        }
    }

    private func signOrLog() async {
        do {
            _ = try await newest()
        } catch {
            logger.error("no checkpoint was signed", metadata: ["error": "\(error)"])
        }
    }
}
