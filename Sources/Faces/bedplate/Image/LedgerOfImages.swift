import BootSigning
import Foundation
import Ledger
import Model
import Service
import StoreSQLite
import Terminal

/// The signatures of images that the ledger of a data directory knows.
struct LedgerOfImages {
    var place: ServicePlace
    var key: LedgerKey

    /// Whether the ledger, as its key signed it, has a signature of the image.
    ///
    /// - Parameter digest: hexadecimal SHA-256 of the file.
    func judge(_ digest: String) async throws -> Judgement {
        let path = place.data + "/bedplate.sqlite"
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw BedplateError(.environment, "the database '\(path)' cannot be read", hint: "give --data")
        }
        let store = try SQLiteStore(path: path)
        defer { try? store.close() }
        let verifier = try await key.verifierKey(place)
        var judgement = Judgement()
        let signed = try await store.entries(image: digest, tenant: .default).filter {
            $0.record.kind == SigningRecord.kind
        }
        guard let entry = signed.last, let note = try await store.checkpoint(tenant: .default) else {
            judgement.check(
                false,
                .imageLedger,
                "the ledger has a signature of this image",
                expected: "a record of \(digest)",
                found: "none: whoever signed it did not do it here"
            )
            return judgement
        }
        let checkpoint = try Checkpoint.open(note, signedBy: verifier)
        guard
            judgement.check(
                entry.index < checkpoint.size,
                .imageLedger,
                "the ledger's signed checkpoint covers the image's record",
                expected: "more than \(entry.index) entries",
                found: "\(checkpoint.size) entries"
            )
        else { return judgement }
        let leaf = TreeHash(
            leaf: try await store.leaves(entry.index..<(entry.index + 1), tenant: .default).first?.bytes ?? []
        )
        let proof = try await store.inclusionProof(of: entry.index, in: checkpoint.size, tenant: .default)
        judgement.check(
            proof.proves(leaf: leaf, in: checkpoint.root),
            .imageLedger,
            "the image's record, entry \(entry.index), is in the signed ledger",
            expected: "an inclusion proof that holds",
            found: "one that does not"
        )
        let fields = entry.record.fields
        judgement.add(
            Finding(
                .imageLedger,
                .noted,
                claim:
                    "signed \(entry.record.collectedAt.formatted(.iso8601)) by \(fields["operator"] ?? "nobody named")"
                    + " with the key \(fields["key"] ?? "") in \(fields["key.home"] ?? "")"
            )
        )
        return judgement
    }
}
