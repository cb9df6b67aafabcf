internal import Foundation
internal import GRDB
internal import Model

// Decoding is strict: what does not decode was not written by the store.

extension Row {
    /// The column as `T`, or ``BedplateError/Code/corrupt`` for NULL or another type.
    func value<T: DatabaseValueConvertible>(_ column: String, as type: T.Type = T.self) throws -> T {
        guard let value = try optional(column, as: T.self) else {
            throw BedplateError(.corrupt, "the store has a row without a value", location: column)
        }
        return value
    }

    func optional<T: DatabaseValueConvertible>(_ column: String, as type: T.Type = T.self) throws -> T? {
        guard hasColumn(column) else {
            throw BedplateError(.corrupt, "the store lacks a column", location: column)
        }
        let stored: DatabaseValue = self[column]
        guard !stored.isNull else { return nil }
        guard let value = T.fromDatabaseValue(stored) else {
            throw BedplateError(.corrupt, "the store has a value of another type", location: column)
        }
        return value
    }

    func bytes(_ column: String) throws -> [UInt8] { [UInt8](try value(column, as: Data.self)) }

    func date(_ column: String) throws -> Date {
        Date(timeIntervalSinceReferenceDate: try value(column, as: Double.self))
    }

    func choice<T: RawRepresentable<String>>(_ column: String, as type: T.Type = T.self) throws -> T {
        guard let value = T(rawValue: try value(column)) else {
            throw BedplateError(.corrupt, "the store has a value that is not known", location: column)
        }
        return value
    }

    func json<T: Decodable>(_ column: String, as type: T.Type = T.self) throws -> T {
        try JSON.decode(try value(column), column: column)
    }
}

extension Anchor {
    init(_ row: Row) throws {
        self.init(
            fingerprint: try row.value("fingerprint"),
            name: try row.value("name"),
            certificate: try row.bytes("certificate"),
            simulated: try row.value("simulated"),
            addedAt: try row.date("added_at")
        )
    }
}

extension Device {
    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"),
            name: try row.value("name"),
            state: try row.choice("state"),
            root: try row.json("root"),
            endorsementKey: try row.value("endorsement_key"),
            endorsementCertificate: try row.bytes("endorsement_certificate"),
            attestationKeyName: try row.value("attestation_key_name"),
            attestationKey: try row.bytes("attestation_key"),
            attestationCertificate: try row.bytes("attestation_certificate"),
            clock: try row.optional("clock", as: String.self).map { try JSON.decode($0, column: "clock") },
            enrolledAt: try row.date("enrolled_at")
        )
    }
}

extension Enrolment {
    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"),
            candidate: try row.json("candidate"),
            proofDigest: try row.bytes("proof_digest"),
            expiresAt: try row.date("expires_at")
        )
    }
}

extension AttestationOutcome {
    init(_ row: Row) throws {
        self.init(
            device: try row.value("device"),
            affirming: try row.value("affirming"),
            result: try row.value("result"),
            evidence: try row.optional("evidence", as: Data.self).map { [UInt8]($0) },
            at: try row.date("at")
        )
    }
}

extension Document {
    init(_ row: Row) throws {
        self.init(
            kind: try row.choice("kind"),
            name: try row.value("name"),
            version: try row.value("version"),
            content: try row.bytes("content"),
            storedAt: try row.date("stored_at")
        )
    }
}

extension StoredSecret {
    init(_ row: Row) throws {
        self.init(
            name: try row.value("name"),
            sealed: try row.bytes("sealed"),
            policy: try row.value("policy"),
            storedAt: try row.date("stored_at")
        )
    }
}
