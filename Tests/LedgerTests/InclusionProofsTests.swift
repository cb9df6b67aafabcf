import Model
import StoreConformance
import Synchronization
import Testing

@testable import Ledger

@Suite struct InclusionProofsTests {
    /// A ledger that notes which tiles are read.
    final class Observed: LedgerStore {
        let base: MemoryLedger
        let reads = Mutex<[TileCoordinate]>([])

        init(_ base: MemoryLedger) { self.base = base }

        func ledgerSize(tenant: Tenant) async throws -> UInt64 { try await base.ledgerSize(tenant: tenant) }
        func leaves(_ range: Range<UInt64>, tenant: Tenant) async throws -> [LedgerLeaf] {
            try await base.leaves(range, tenant: tenant)
        }
        func tile(level: Int, index: UInt64, tenant: Tenant) async throws -> [UInt8]? {
            reads.withLock { $0.append(TileCoordinate(level: level, index: index)) }
            return try await base.tile(level: level, index: index, tenant: tenant)
        }
        func checkpoint(tenant: Tenant) async throws -> String? { try await base.checkpoint(tenant: tenant) }
        func putCheckpoint(_ note: String, size: UInt64, tenant: Tenant) async throws {}
    }

    private func ledger(_ count: Int) throws -> Observed {
        Observed(
            try MemoryLedger(leaves: (0..<count).map { LedgerLeaf(bytes: Array("entry \($0)".utf8), place: nil) })
        )
    }

    private func leaf(_ index: UInt64) -> TreeHash { TreeHash(leaf: Array("entry \(index)".utf8)) }

    @Test func `several proofs are those of each entry alone, in the order asked for, also for an older tree`()
        async throws
    {
        let ledger = try ledger(600)
        for size: UInt64 in [1, 2, 255, 256, 257, 300, 512, 513, 600] {
            let root = try await ledger.root(at: size, tenant: .default)
            let indices = [size - 1, 0, size / 2, size / 2, size / 3]
            let proofs = try await ledger.inclusionProofs(of: indices, in: size, tenant: .default)
            #expect(proofs.map(\.index) == indices)
            for (index, proof) in zip(indices, proofs) {
                #expect(proof == (try await ledger.inclusionProof(of: index, in: size, tenant: .default)))
                #expect(proof.proves(leaf: leaf(index), in: root))
                // The positive controls: neither another entry nor another tree.
                #expect(!proof.proves(leaf: leaf(index + 1), in: root))
                let other = try await ledger.root(at: size == 600 ? 599 : size + 1, tenant: .default)
                #expect(!proof.proves(leaf: leaf(index), in: other))
            }
        }
    }

    @Test func `each tile is read once, however many entries are proven from it`() async throws {
        let ledger = try ledger(600)
        _ = try await ledger.inclusionProofs(of: Array(0..<600), in: 600, tenant: .default)
        let reads = ledger.reads.withLock { $0 }
        #expect(reads.count == Set(reads).count)
        // Three tiles of leaves and the one above them.
        #expect(reads.count == 4)
    }

    @Test func `no entries need no proof and no tile`() async throws {
        let ledger = try ledger(3)
        #expect(try await ledger.inclusionProofs(of: [], in: 3, tenant: .default).isEmpty)
        #expect(ledger.reads.withLock { $0.isEmpty })
    }

    @Test func `an entry beyond the tree, or a tree beyond the ledger, is refused for all`() async throws {
        let ledger = try ledger(3)
        for (indices, size): ([UInt64], UInt64) in [([0, 3], 3), ([0, 2], 2), ([0], 4), ([0], 0), ([.max], .max)] {
            await #expect(throws: BedplateError.self) {
                try await ledger.inclusionProofs(of: indices, in: size, tenant: .default)
            }
        }
        #expect(try await ledger.inclusionProofs(of: [0, 2], in: 3, tenant: .default).count == 2)
    }
}
