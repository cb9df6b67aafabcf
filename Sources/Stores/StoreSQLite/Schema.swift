internal import GRDB

/// The tables, as migrations: a migration that was released is never edited, only followed by another.
///
/// Times are seconds since 2001-01-01 (Foundation's reference date): the one number that a `Date` gives back unchanged.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 state and ledger") { db in
            try db.execute(sql: state)
            try db.execute(sql: ledger)
            try db.execute(sql: guards)
        }
        migrator.registerMigration("2 enrolments by endorsement key") { db in
            try db.execute(sql: enrolmentsByKey)
        }
        return migrator
    }

    private static let state = """
        CREATE TABLE anchor (
            tenant TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            name TEXT NOT NULL,
            certificate BLOB NOT NULL,
            simulated INTEGER NOT NULL,
            added_at REAL NOT NULL,
            PRIMARY KEY (tenant, fingerprint)
        ) STRICT;

        CREATE TABLE device (
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            root TEXT NOT NULL,
            endorsement_key TEXT NOT NULL UNIQUE,
            endorsement_certificate BLOB NOT NULL,
            attestation_key_name TEXT NOT NULL UNIQUE,
            attestation_key BLOB NOT NULL,
            attestation_certificate BLOB NOT NULL,
            clock TEXT,
            enrolled_at REAL NOT NULL,
            PRIMARY KEY (tenant, id),
            UNIQUE (tenant, name)
        ) STRICT;

        CREATE TABLE enrolment (
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            candidate TEXT NOT NULL,
            proof_digest BLOB NOT NULL,
            expires_at REAL NOT NULL,
            PRIMARY KEY (tenant, id)
        ) STRICT;
        CREATE INDEX enrolment_by_expiry ON enrolment (tenant, expires_at);

        CREATE TABLE nonce (
            tenant TEXT NOT NULL,
            nonce BLOB NOT NULL,
            expires_at REAL NOT NULL,
            PRIMARY KEY (tenant, nonce)
        ) STRICT;
        CREATE INDEX nonce_by_expiry ON nonce (tenant, expires_at);

        CREATE TABLE outcome (
            tenant TEXT NOT NULL,
            device TEXT NOT NULL,
            affirming INTEGER NOT NULL,
            result TEXT NOT NULL,
            evidence BLOB,
            at REAL NOT NULL,
            PRIMARY KEY (tenant, device),
            FOREIGN KEY (tenant, device) REFERENCES device (tenant, id)
        ) STRICT;

        CREATE TABLE document (
            tenant TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            content BLOB NOT NULL,
            stored_at REAL NOT NULL,
            PRIMARY KEY (tenant, kind, name, version)
        ) STRICT;

        CREATE TABLE secret (
            tenant TEXT NOT NULL,
            name TEXT NOT NULL,
            sealed BLOB NOT NULL,
            policy TEXT NOT NULL,
            stored_at REAL NOT NULL,
            PRIMARY KEY (tenant, name)
        ) STRICT;
        """

    /// What is open stays open.
    private static let enrolmentsByKey = """
        ALTER TABLE enrolment ADD COLUMN endorsement_key TEXT NOT NULL DEFAULT '';
        UPDATE enrolment SET endorsement_key = json_extract(candidate, '$.endorsementKey');
        CREATE INDEX enrolment_by_endorsement_key ON enrolment (tenant, endorsement_key, expires_at);
        """

    private static let ledger = """
        CREATE TABLE ledger (
            tenant TEXT NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE ledger_leaf (
            tenant TEXT NOT NULL,
            position INTEGER NOT NULL,
            device TEXT,
            leaf BLOB NOT NULL,
            PRIMARY KEY (tenant, position)
        ) STRICT;
        CREATE INDEX ledger_leaf_by_device ON ledger_leaf (tenant, device, position) WHERE device IS NOT NULL;

        CREATE TABLE ledger_tile (
            tenant TEXT NOT NULL,
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            hashes BLOB NOT NULL,
            PRIMARY KEY (tenant, level, position)
        ) STRICT;

        CREATE TABLE ledger_checkpoint (
            tenant TEXT NOT NULL PRIMARY KEY,
            note TEXT NOT NULL
        ) STRICT;
        """

    /// Against mistakes, ours and an operator's. Whoever can write the file can drop them: that is what the tiles and
    /// the signed checkpoints are for.
    private static let guards = """
        CREATE TRIGGER ledger_leaf_is_never_changed BEFORE UPDATE ON ledger_leaf
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is never changed'); END;

        CREATE TRIGGER ledger_leaf_is_never_removed BEFORE DELETE ON ledger_leaf
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is never removed'); END;

        CREATE TRIGGER ledger_leaf_is_never_replaced BEFORE INSERT ON ledger_leaf
        WHEN EXISTS (SELECT 1 FROM ledger_leaf WHERE tenant = NEW.tenant AND position = NEW.position)
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is never replaced'); END;

        CREATE TRIGGER ledger_tile_is_never_removed BEFORE DELETE ON ledger_tile
        BEGIN SELECT RAISE(ABORT, 'a ledger tile is never removed'); END;

        CREATE TRIGGER ledger_never_shrinks BEFORE UPDATE ON ledger WHEN NEW.size < OLD.size
        BEGIN SELECT RAISE(ABORT, 'the ledger never shrinks'); END;

        CREATE TRIGGER ledger_is_never_removed BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is never removed'); END;
        """
}
