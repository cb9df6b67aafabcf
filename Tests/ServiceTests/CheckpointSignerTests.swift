import Foundation
import Ledger
import Logging
import Model
import ServiceLifecycle
import StoreSQLite
import Testing

@testable import Service

struct CheckpointSignerTests {
    /// Runs `body` beside a signer over an empty store; afterwards the signer is shut down as the service would be.
    private func withSigner(
        every interval: Duration,
        _ body: @Sendable (Recorder, SQLiteStore, Counter) async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "bedplate-checkpoints-\(UUID().uuidString.prefix(8)).sqlite"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let base = try SQLiteStore(path: path)
        let puts = Counter()
        let store = InterveningStore(base: base, onCheckpoint: { puts.next() })
        let signer = CheckpointSigner(
            store: store,
            keys: try await testKeys(),
            tenant: .default,
            logger: .silent,
            interval: interval
        )
        let recorder = Recorder(store: store, tenant: .default, noteCommit: signer.noteCommit)
        let group = ServiceGroup(configuration: .init(services: [signer], logger: .silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(recorder, base, puts)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        // Whatever was committed last is signed before the service ends.
        #expect(try await Self.signed(base) == (try await base.ledgerSize(tenant: .default)))
        try base.close()
    }

    private func append(_ recorder: Recorder) async throws {
        try await recorder.commit([], [recorder.record("test.happened", .claimed, simulated: true, [:])])
    }

    /// The size of the newest checkpoint.
    private static func signed(_ store: SQLiteStore) async throws -> UInt64? {
        try await store.checkpoint(tenant: .default).map { try Checkpoint(parsing: SignedNote(parsing: $0).text).size }
    }

    @Test func `many commits are covered by few checkpoints, and the last one is always covered`() async throws {
        let interval = Duration.seconds(1)
        try await withSigner(every: interval) { recorder, _, puts in
            let start = ContinuousClock.now
            for _ in 0..<150 { try await append(recorder) }
            let intervals = Int((ContinuousClock.now - start) / interval)
            // One at once, one an interval, one that was on its way.
            #expect(puts.count <= intervals + 2, "\(puts.count) checkpoints in \(intervals) intervals")
        }
    }

    @Test func `commits far apart are each covered soon`() async throws {
        try await withSigner(every: .milliseconds(20)) { recorder, store, _ in
            for size: UInt64 in 1...3 {
                try await append(recorder)
                let deadline = ContinuousClock.now + .seconds(120)
                while try await Self.signed(store) != size, ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(try await Self.signed(store) == size)
            }
        }
    }
}
