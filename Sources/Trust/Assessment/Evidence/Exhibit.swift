internal import Digests
public import Model
internal import Wire

/// An observation that an assessment may rest on, and the record that it came as.
public struct Exhibit: Hashable, Sendable {
    public var record: EvidenceRecord
    public var observation: Observation
    /// Hexadecimal SHA-256 of the record's octets, by which the ledger knows it.
    public var id: String

    /// Nil for a record of something else.
    public init?(_ record: EvidenceRecord) throws {
        guard let observation = Observation(record) else { return nil }
        try self.init(record, observation)
    }

    /// - Parameter observation: what the record means.
    init(_ record: EvidenceRecord, _ observation: Observation) throws {
        self.record = record
        self.observation = observation
        id = Hexadecimal.encode(try HashAlgorithm.sha256.digest(try record.canonicalBytes()))
    }

    public subscript(_ field: String) -> String? { observation.fields[field] }
    public var name: String { observation.name }
    public var aspect: Aspect { observation.aspect }

    /// Whether it was seen on the unit, and not said of it.
    public var isProof: Bool {
        switch record.evidenceClass {
        case .attested, .tested, .measured: true
        case .documented, .claimed, .missing: false
        }
    }

    /// What it says, where: for a person.
    public var words: String {
        let what = name.isEmpty ? aspect.rawValue : "\(aspect.rawValue) \(name)"
        return observation.origin.isEmpty ? what : "\(what) (\(observation.origin))"
    }
}
