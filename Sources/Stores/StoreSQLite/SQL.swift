internal import GRDB

/// Every statement that the store runs, in one list: a test asks SQLite for the plan of each and refuses a table scan.
enum SQL: String, CaseIterable {
    case addAnchor = "INSERT INTO anchor VALUES (?, ?, ?, ?, ?, ?)"
    case removeAnchor = "DELETE FROM anchor WHERE tenant = ? AND fingerprint = ?"
    case anchors = "SELECT * FROM anchor WHERE tenant = ? ORDER BY fingerprint"

    case openEnrolment = "INSERT INTO enrolment VALUES (?, ?, ?, ?, ?, ?)"
    /// A row if at least as many enrolments as the offset and one more are open.
    case openEnrolmentBeyond = "SELECT 1 FROM enrolment WHERE tenant = ? AND expires_at > ? LIMIT 1 OFFSET ?"
    /// Keeps the newest of one endorsement key, as many as the offset says.
    case supersedeEnrolments = """
        DELETE FROM enrolment WHERE rowid IN
        (SELECT rowid FROM enrolment WHERE tenant = ? AND endorsement_key = ? ORDER BY expires_at DESC, rowid DESC
        LIMIT -1 OFFSET ?)
        """
    case closeEnrolment = "DELETE FROM enrolment WHERE tenant = ? AND id = ? AND expires_at > ?"
    case enrolment = "SELECT * FROM enrolment WHERE tenant = ? AND id = ?"
    case forgetEnrolments = """
        DELETE FROM enrolment WHERE rowid IN
        (SELECT rowid FROM enrolment WHERE tenant = ? AND expires_at < ? ORDER BY expires_at LIMIT ?)
        """

    case insertDevice = "INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    case retireDevice = "UPDATE device SET state = 'retired' WHERE tenant = ? AND id = ? AND state = 'enrolled'"
    case advanceClock = """
        UPDATE device SET clock = ? WHERE tenant = ? AND id = ? AND state = 'enrolled' AND clock IS ?
        """
    case resetClock = "UPDATE device SET clock = NULL WHERE tenant = ? AND id = ? AND state = 'enrolled'"
    case deviceByID = "SELECT * FROM device WHERE tenant = ? AND id = ?"
    case deviceByName = "SELECT * FROM device WHERE tenant = ? AND name = ?"
    case deviceByEndorsementKey = "SELECT * FROM device WHERE endorsement_key = ?"
    case deviceByAttestationKey = "SELECT * FROM device WHERE attestation_key_name = ?"
    case devices = "SELECT * FROM device WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?"

    case consumeNonce = "INSERT INTO nonce VALUES (?, ?, ?)"
    case forgetNonces = """
        DELETE FROM nonce WHERE rowid IN
        (SELECT rowid FROM nonce WHERE tenant = ? AND expires_at < ? ORDER BY expires_at LIMIT ?)
        """

    case recordOutcome = """
        INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, device) DO UPDATE SET
        affirming = excluded.affirming, result = excluded.result, evidence = excluded.evidence, at = excluded.at
        """
    case outcome = "SELECT * FROM outcome WHERE tenant = ? AND device = ?"

    case putDocument = "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)"
    case newestVersion = "SELECT max(version) FROM document WHERE tenant = ? AND kind = ? AND name = ?"
    case document = "SELECT * FROM document WHERE tenant = ? AND kind = ? AND name = ? AND version = ?"
    /// Versions have no gaps, so the newest is the one without a next.
    case newestDocuments = """
        SELECT * FROM document WHERE tenant = ? AND kind = ? AND NOT EXISTS
        (SELECT 1 FROM document AS next WHERE next.tenant = document.tenant AND next.kind = document.kind
        AND next.name = document.name AND next.version = document.version + 1) ORDER BY name
        """

    case putSecret = """
        INSERT INTO secret VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, name) DO UPDATE SET
        sealed = excluded.sealed, policy = excluded.policy, stored_at = excluded.stored_at
        """
    case removeSecret = "DELETE FROM secret WHERE tenant = ? AND name = ?"
    case secret = "SELECT * FROM secret WHERE tenant = ? AND name = ?"
    case secretNames = "SELECT name FROM secret WHERE tenant = ? ORDER BY name"

    case ledgerSize = "SELECT size FROM ledger WHERE tenant = ?"
    case setLedgerSize = """
        INSERT INTO ledger VALUES (?, ?) ON CONFLICT (tenant) DO UPDATE SET size = excluded.size
        """
    case appendLeaf = "INSERT INTO ledger_leaf VALUES (?, ?, ?, ?)"
    case leaves = """
        SELECT position, device, leaf FROM ledger_leaf WHERE tenant = ? AND position >= ? AND position < ?
        ORDER BY position
        """
    case leavesOfPlace = "SELECT position, leaf FROM ledger_leaf WHERE tenant = ? AND device = ? ORDER BY position"
    case tile = "SELECT hashes FROM ledger_tile WHERE tenant = ? AND level = ? AND position = ?"
    case putTile = """
        INSERT INTO ledger_tile VALUES (?, ?, ?, ?) ON CONFLICT (tenant, level, position) DO UPDATE SET
        hashes = excluded.hashes
        """
    case checkpoint = "SELECT note FROM ledger_checkpoint WHERE tenant = ?"
    case putCheckpoint = """
        INSERT INTO ledger_checkpoint VALUES (?, ?) ON CONFLICT (tenant) DO UPDATE SET note = excluded.note
        """
}

extension Database {
    /// Runs a statement that changes rows; returns how many it changed.
    @discardableResult
    func run(_ sql: SQL, _ arguments: StatementArguments) throws -> Int {
        try cachedStatement(sql: sql.rawValue).execute(arguments: arguments)
        return changesCount
    }

    func rows(_ sql: SQL, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql.rawValue), arguments: arguments)
    }

    func row(_ sql: SQL, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql.rawValue), arguments: arguments)
    }
}
