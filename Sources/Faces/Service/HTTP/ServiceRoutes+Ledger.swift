internal import API
internal import Digests
internal import Foundation
internal import Hummingbird
internal import Ledger
internal import Model

extension ServiceRoutes {
    /// Entries and proofs, for the operator.
    func addLedger(to router: RouterGroup<RequestScope>) {
        router.get("v1/ledger/entries/:index") { _, context in
            guard let index = UInt64(try context.identifier("index")), index < UInt64(Int64.max) else {
                throw BedplateError(.malformed, "an entry's index is a whole number")
            }
            let note = try await checkpoints.newest()
            let size = try Checkpoint(parsing: SignedNote(parsing: note).text).size
            let tenant = recorder.tenant
            guard index < size,
                let leaf = try await recorder.store.leaves(index..<(index + 1), tenant: tenant).first
            else { throw BedplateError(.notFound, "the ledger has \(size) entries") }
            let proof = try await recorder.store.inclusionProof(of: index, in: size, tenant: tenant)
            return try Response.json(
                LedgerEntryMessage(
                    index: index,
                    leaf: Data(leaf.bytes),
                    size: size,
                    path: proof.path.map(\.description),
                    checkpoint: note
                )
            )
        }
        router.get("v1/ledger/consistency") { request, _ in
            let all: ClosedRange<UInt64> = 0...UInt64(Int64.max)
            guard let from = try request.number("from", in: all), let to = try request.number("to", in: all) else {
                throw BedplateError(.malformed, "two sizes are needed", hint: "?from=N&to=M")
            }
            let size = try await recorder.store.ledgerSize(tenant: recorder.tenant)
            guard from <= to, to <= size else {
                throw BedplateError(.malformed, "the sizes ascend, up to \(size), the ledger's")
            }
            let proof = try await recorder.store.consistencyProof(from: from, to: to, tenant: recorder.tenant)
            return try Response.json(
                LedgerConsistencyMessage(from: from, to: to, path: proof.path.map(\.description))
            )
        }
    }
}
