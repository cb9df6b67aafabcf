internal import Files
internal import Foundation
internal import KeyStore
internal import Ledger
public import Model
internal import StoreSQLite

extension DataDirectory {
    /// Appends records to the directory's ledger and signs it as it then is: for what an operator does on the machine that
    /// has the directory, whether the service runs or not. The directory is made when there is none.
    ///
    /// The ledger's key is pinned in the directory when it is not yet.
    @discardableResult
    public static func append(
        _ records: [EvidenceRecord],
        to path: String,
        tenant: Tenant = .default
    ) async throws -> [Receipt] {
        let signer = try await ledgerKey(in: path)
        let name = ServiceKeys.ledgerName(signer.publicKey, tenant)
        let store = try SQLiteStore(path: path + "/" + File.store.rawValue)
        defer { try? store.close() }
        let receipts = try await store.commit([], evidence: records, tenant: tenant)
        _ = try await store.signCheckpoint(origin: name, signer: signer, tenant: tenant)
        let pin = path + "/ledger.vkey"
        if !FileManager.default.fileExists(atPath: pin) {
            let key = try NoteVerifierKey(name: name, publicKey: signer.publicKey)
            try DurableFile.write(Array((key.description + "\n").utf8), to: pin)
        }
        return receipts
    }

    /// One key of a directory that is complete, since each takes its time to decrypt; else the directory is completed.
    private static func ledgerKey(in path: String) async throws -> any Signer {
        guard FileManager.default.fileExists(atPath: path + "/" + File.store.rawValue) else {
            return try await DataDirectory(path: path).keys.ledger
        }
        try PrivateDirectory.check(path)
        let passphrase = try PassphraseFile.load(path + "/" + File.passphrase.rawValue)
        return try SoftwareSigner.load(path + "/" + File.ledgerKey.rawValue, passphrase: passphrase)
    }
}
