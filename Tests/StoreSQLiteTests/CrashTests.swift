import Foundation
import GRDB
import Ledger
import Model
import Programs
import StoreConformance
import Testing

@testable import StoreSQLite

/// Another process that commits, and dies.
@Suite(.serialized) struct CrashTests {
    @Test func `killed at any moment, the store opens, state and ledger agree, and nothing confirmed is lost`()
        async throws
    {
        let folder = try TemporaryFolder()
        var kept: [String] = []
        var confirmed = 0
        for round in 0..<40 {
            // Five stores, each killed eight times over: what the audit reads again stays small.
            let path = folder.file("store-\(round / 8).sqlite")
            if round % 8 == 0 { kept = [] }
            let loop = try CommitLoop(path: path, label: "killed", count: 1_000_000)
            // Somewhere between the first instruction and many commits.
            try await Task.sleep(for: .milliseconds(Int.random(in: 5...120)))
            let places = loop.kill()
            confirmed += places.count

            let store = try SQLiteStore(path: path)
            let size = try await store.ledgerSize(tenant: .default)
            if let last = places.max() { #expect(last + 2 <= size) }
            let storage = try await store.checkStorage()
            #expect(storage.holds, "\(storage.failures)")
            let judgement = try await LedgerAudit(key: Sample.key(), since: kept).judge(store, tenant: .default)
            #expect(judgement.holds, "\(judgement.failures)")
            if let checkpoint = try await store.checkpoint(tenant: .default) { kept = [checkpoint] }
            let nonces = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM nonce") }
            #expect(UInt64(nonces ?? -1) * 2 == size)
            for record in try await store.evidence(device: "killed", tenant: .default).suffix(4) {
                let nonce = Change.consumeNonce(Array(record.fields["nonce", default: ""].utf8), expires: Date() + 60)
                await #expect(throws: BedplateError(.conflict, "")) {
                    try await store.commit([nonce], evidence: [], tenant: .default)
                }
            }
            try store.close()
        }
        // The control: the process did commit before it was killed.
        #expect(confirmed > 40)
        #expect(!kept.isEmpty)
    }

    @Test func `two processes create and fill one store together`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("store.sqlite")
        let loops = try ["one", "two"].map { try CommitLoop(path: path, label: $0, count: 100) }
        let places = loops.flatMap { $0.wait() }
        #expect(loops.allSatisfy { $0.status == 0 })
        #expect(places.sorted() == Array(stride(from: 0, to: 400, by: 2)))
        let store = try SQLiteStore(path: path)
        let judgement = try await LedgerAudit(key: Sample.key()).judge(store, tenant: .default)
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(try await store.evidence(device: "one", tenant: .default).count == 200)
    }
}

/// The program that stands beside the test program.
final class CommitLoop {
    private let program: RunningProgram
    private(set) var status: Int32 = -1

    init(path: String, label: String, count: Int) throws {
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let worker = URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent("CommitLoop")
        program = try RunningProgram([worker.path, path, label, "\(count)"])
    }

    /// SIGKILL; the places that were printed in whole lines.
    func kill() -> [UInt64] {
        program.end(SIGKILL)
        return wait()
    }

    func wait() -> [UInt64] {
        status = program.wait(atMost: 120) ?? -1
        let text = (try? String(contentsOf: program.outputFile, encoding: .utf8)) ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { UInt64($0) }
    }
}
