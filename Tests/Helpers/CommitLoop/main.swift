import Foundation
import Ledger
import Model
import StoreConformance
import StoreSQLite

// Commits to a store until it has made `count` commits or is killed; prints the first place of each one that returned.
// Usage: CommitLoop PATH LABEL COUNT [RECORDS-A-COMMIT]

guard CommandLine.arguments.count >= 4, let count = Int(CommandLine.arguments[3]) else {
    FileHandle.standardError.write(Data("usage: CommitLoop PATH LABEL COUNT [RECORDS-A-COMMIT]\n".utf8))
    exit(2)
}
let label = CommandLine.arguments[2]
let records = CommandLine.arguments.count > 4 ? Int(CommandLine.arguments[4]) ?? 2 : 2
let store = try SQLiteStore(path: CommandLine.arguments[1])
let signer = try Sample.signer()
for number in 0..<count {
    // The nonce is state, the records are evidence: after a kill either both are there or neither.
    let nonce = "\(label)-\(getpid())-\(number)"
    let receipts = try await store.commit(
        [.consumeNonce(Array(nonce.utf8), expires: Date().addingTimeInterval(3600))],
        evidence: (0..<records).map { Sample.record($0, device: label, fields: ["nonce": nonce]) },
        tenant: .default
    )
    if let first = receipts.first { FileHandle.standardOutput.write(Data("\(first.index)\n".utf8)) }
    if number % 16 == 15 {
        _ = try await store.signCheckpoint(origin: Sample.origin, signer: signer, tenant: .default)
    }
}
try store.close()
