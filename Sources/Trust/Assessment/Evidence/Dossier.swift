public import Model

public import struct Foundation.Date

/// The evidence about one subject, after everything was put aside that cannot be about it. Values only: the same records
/// give the same dossier.
public struct Dossier: Sendable {
    /// What is being assessed, as the caller calls it.
    public var subject: String
    public private(set) var exhibits: [Exhibit] = []
    /// What was put aside or must be known beside the rest, in the records' order.
    public private(set) var findings: [Finding] = []
    /// The part that was measured; nil when none was, or several.
    public private(set) var part: Exhibit?
    /// When it is assessed: the newest record's time unless the caller says another.
    public private(set) var time: Date

    /// - Parameters:
    ///   - records: oldest first.
    ///   - raw: whether the raw octets of this SHA-256 are still what they were; nil when they are not kept.
    ///   - profiles: what is documented of parts, looked up by the family that was measured.
    ///   - time: for what expires.
    public init(
        _ subject: String,
        _ records: [EvidenceRecord],
        raw: (String) -> Bool? = { _ in nil },
        profiles: [SiliconProfile] = [],
        at time: Date? = nil
    ) throws {
        self.subject = subject
        self.time = time ?? records.map(\.collectedAt).max() ?? Date(timeIntervalSince1970: 0)
        var all: [Exhibit] = []
        for (index, record) in records.enumerated() {
            let found = try Exhibit.all(record)
            guard let exhibit = found.first else {
                if record.kind.hasPrefix("observed.") {
                    add(.evidenceMalformed, "the record is not as its aspect demands", at: "record \(index)")
                }
                continue
            }
            if let hash = record.rawSHA256, raw(hash) == false {
                // Said once of each input, however many records rest on it.
                if !findings.contains(where: { $0.code == .evidenceTampered && $0.location == hash }) {
                    add(.evidenceTampered, "what was read is kept, and is not what was recorded", at: hash)
                }
                continue
            }
            if let end = record.expires, end < self.time {
                add(.evidenceExpired, "\(exhibit.words) counts no more", .noted, at: exhibit.id)
                continue
            }
            all += found
        }
        all = keepUnit(all)
        all = dropDuplicates(all)
        exhibits = all
        try addProfile(profiles)
        findContradictions()
    }

    public func exhibits(_ aspect: Aspect) -> [Exhibit] { exhibits.filter { $0.aspect == aspect } }

    /// One unit: what names another serial number than the part that was measured is another unit's.
    ///
    /// A part with a name is an element on the unit: a host's TPM, a token, a secure element. It is the unit where it is
    /// assessed alone; several units' elements under one name are told as several units.
    private mutating func keepUnit(_ all: [Exhibit]) -> [Exhibit] {
        let parts = all.filter { $0.aspect == .part && $0.isProof }
        let isAlone = Set(parts.map(\.name)).count == 1
        let own = isAlone ? parts : parts.filter(\.name.isEmpty)
        let serials = Set(own.compactMap { $0["serial"] })
        let families = Set(own.compactMap { $0["family"] })
        for name in Set(parts.map(\.name)).sorted() {
            let same = parts.filter { $0.name == name }
            let words = Set(same.compactMap { $0["family"] }).sorted()
            let numbers = Set(same.compactMap { $0["serial"] }).sorted()
            guard words.count > 1 || numbers.count > 1 else { continue }
            add(
                .evidenceForeign,
                "evidence of several units: \((words + numbers).joined(separator: ", "))",
                at: subject
            )
            // Of several units nothing can be said of one.
            part = nil
            return all.filter { $0.aspect == .claim }
        }
        part = own.last
        guard families.count == 1, let serial = serials.first else { return all }
        return all.filter { exhibit in
            guard let other = exhibit.record.subject.serial, other != serial else { return true }
            add(.evidenceForeign, "\(exhibit.words) is of the unit \(other)", at: exhibit.id)
            return false
        }
    }

    /// The same said of the same thing from the same octets counts once.
    private mutating func dropDuplicates(_ all: [Exhibit]) -> [Exhibit] {
        struct Same: Hashable {
            var observation: Observation
            var raw: String?
        }
        var seen: Set<Same> = []
        return all.filter { exhibit in
            guard exhibit.record.rawSHA256 != nil else { return true }
            if seen.insert(Same(observation: exhibit.observation, raw: exhibit.record.rawSHA256)).inserted {
                return true
            }
            add(.evidenceDuplicate, "\(exhibit.words) is recorded twice", .noted, at: exhibit.id)
            return false
        }
    }

    /// What is documented of the part that was measured.
    private mutating func addProfile(_ profiles: [SiliconProfile]) throws {
        guard let part, let family = part["family"], let profile = profiles.first(where: { $0.names(family) })
        else { return }
        for observation in profile.observations(revision: part["revision"]) {
            let record = EvidenceRecord(
                kind: observation.aspect.kind,
                class: .documented,
                subject: part.record.subject,
                collector: EvidenceRecord.Collector(tool: "silicon profile", version: profile.id),
                fields: observation.recordFields,
                collectedAt: part.record.collectedAt,
                simulated: false,
                reference: observation.reference
            )
            if let exhibit = try Exhibit(record) { exhibits.append(exhibit) }
        }
    }

    /// Two proofs that say different things of the same: both count, so that the worse one decides, and a reader is told.
    private mutating func findContradictions() {
        for (index, first) in exhibits.enumerated() where first.isProof {
            for second in exhibits[(index + 1)...] where second.isProof {
                guard first.aspect == second.aspect, first.name == second.name, first.aspect != .failure else {
                    continue
                }
                let different = first.observation.fields.filter { key, value in
                    second[key].map { $0 != value } ?? false
                }
                guard !different.isEmpty else { continue }
                add(
                    .evidenceContradictory,
                    "\(first.words) and \(second.words) disagree on \(different.keys.sorted().joined(separator: ", "))",
                    .noted,
                    at: second.id
                )
            }
        }
    }

    private mutating func add(
        _ code: Finding.Code,
        _ claim: String,
        _ severity: Finding.Severity = .failed,
        at location: String
    ) {
        findings.append(Finding(code, severity, claim: claim, location: location))
    }
}
