import Assessment
import Digests
import Model
import Wire

/// Every record that a report rests on, and those that were put aside, by the ledger's name for it.
struct EvidenceIndex: Sendable {
    struct Entry: Sendable {
        /// Hexadecimal SHA-256 of the record.
        var id: String
        /// As much of it as is unique in this report: eight digits or more.
        var short: String
        var record: EvidenceRecord
        /// What it was taken for; empty for a record that was put aside or answers no question.
        var exhibits: [Exhibit]

        /// What it says, as sentences; for a record that answers no question, which kind it is.
        var words: String {
            guard exhibits.isEmpty else { return exhibits.map(\.sentence).joined(separator: "; ") }
            guard record.kind == SigningKey.kind, let key = record.fields["key"] else {
                return "\(record.kind): put aside, or an answer to no question"
            }
            let image = record.subject.image.map { " " + $0 } ?? ""
            return "Image\(image): signed with the key \(key)"
        }
    }

    /// Oldest first, then by name.
    let entries: [Entry]
    private let places: [String: Int]

    init(_ dossier: Dossier, _ records: [EvidenceRecord]) throws {
        var all: [String: (EvidenceRecord, [Exhibit])] = [:]
        for exhibit in dossier.exhibits { all[exhibit.id, default: (exhibit.record, [])].1.append(exhibit) }
        for record in records {
            let id = Hexadecimal.encode(try HashAlgorithm.sha256.digest(try record.canonicalBytes()))
            if all[id] == nil { all[id] = (record, []) }
        }
        let ids = all.keys.sorted()
        // Neighbours in order share the longest beginnings.
        let common = zip(ids, ids.dropFirst()).map { zip($0, $1).prefix { $0 == $1 }.count }.max() ?? 0
        let length = max(8, common + 1)
        entries = ids.compactMap { id in
            all[id].map { Entry(id: id, short: String(id.prefix(length)), record: $0.0, exhibits: $0.1) }
        }
        .sorted { ($0.record.collectedAt, $0.id) < ($1.record.collectedAt, $1.id) }
        places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.id, $0) })
    }

    subscript(_ id: String) -> Entry? { places[id].map { entries[$0] } }

    /// The short names of those that are known, in the index's order, each once.
    func shorts(_ ids: some Sequence<String>) -> [String] {
        Set(ids.compactMap { places[$0] }).sorted().map { entries[$0].short }
    }
}
