import ArgumentParser
import Files
import Foundation
import Keys
import Model
import Service
import Terminal

/// What may become a key for releases, and the record of it.
struct KeyPolicy {
    var data: String
    var purpose: KeyPurpose
    var allowSoftware: Bool

    /// Refuses a software home for releases unless it was allowed by name, which the ledger then says before anything is made.
    func admit(_ name: String, _ what: String, isSoftware: Bool) async throws {
        guard purpose == .release, isSoftware else { return }
        guard allowSoftware else {
            throw BedplateError(
                .refused,
                "a key for releases may not live in software, and \(what) is software",
                hint: "use an HSM (pkcs11:…) or a TPM (tpm:…); --allow-software overrides, and the ledger records it"
            )
        }
        try await record("key.software-allowed", name, polarity: .refutes, ["home": what])
    }

    /// Records a key for releases: where it lives, as its home says.
    func record(_ entry: KeyEntry, made: Bool) async throws {
        guard purpose == .release else { return }
        try await record(
            made ? "key.created" : "key.imported",
            entry.name,
            polarity: entry.home.isSoftware ? .refutes : .supports,
            [
                "algorithm": entry.algorithm.rawValue, "home": entry.home.kind.rawValue,
                "location": entry.home.location, "exportable": String(entry.home.exportable),
                "simulated": String(entry.home.simulated), "statedBy": entry.home.statedBy,
                "publicKeySHA256": KeyShown.fingerprint(entry.publicKey),
            ]
        )
    }

    private func record(
        _ kind: String,
        _ name: String,
        polarity: EvidenceRecord.Polarity,
        _ fields: [String: String]
    ) async throws {
        let record = EvidenceRecord(
            kind: kind,
            class: .claimed,
            polarity: polarity,
            subject: .init(),
            collector: .init(tool: "bedplate", version: Bedplate.configuration.version),
            fields: fields.merging(["key": name, "purpose": purpose.rawValue]) { $1 },
            collectedAt: Date(),
            simulated: fields["simulated"] == "true"
        )
        let receipts = try await DataDirectory.append([record], to: data)
        for receipt in receipts { Terminal.note("recorded in the ledger as entry \(receipt.index): \(kind)") }
    }
}
