public import Assessment
public import Model

/// One assessment and the records beneath it, from which every report is rendered. The same records give the same octets:
/// times come from the records, identifiers are UUIDv5 (``NamedIdentifier``), keys are sorted.
public struct Report: Sendable {
    public let assessment: Assessment
    public let dossier: Dossier
    /// What is documented of the part; nil where none was measured, or no profile names it.
    public let profile: SiliconProfile?
    /// Whether the root is what the product needs; nil where no product was named.
    public let fitness: Fitness?
    let evidence: EvidenceIndex
    /// UUIDv5 of the subject, the product and every record.
    let name: String

    /// - Parameters:
    ///   - records: all that were read, also those that the dossier put aside; the index lists them.
    ///   - profiles: those that the assessment was made with.
    /// - Throws: ``BedplateError`` for a record that is larger than the ledger takes.
    public init(
        _ assessment: Assessment,
        _ dossier: Dossier,
        records: [EvidenceRecord] = [],
        profiles: [SiliconProfile] = [],
        product: ProductClass? = nil
    ) throws {
        self.assessment = assessment
        self.dossier = dossier
        profile = assessment.part.flatMap { family in profiles.first { $0.names(family) } }
        fitness = product.map { Fitness($0, assessment, dossier) }
        evidence = try EvidenceIndex(dossier, records)
        let whole = [assessment.subject, product?.rawValue ?? ""] + evidence.entries.map(\.id)
        name = try NamedIdentifier.make(whole.joined(separator: "\n"))
    }

    /// Assesses the records and reports on them.
    public init(
        _ subject: String,
        _ records: [EvidenceRecord],
        raw: (String) -> Bool? = { _ in nil },
        profiles: [SiliconProfile] = [],
        product: ProductClass? = nil
    ) throws {
        let dossier = try Dossier(subject, records, raw: raw, profiles: profiles)
        let assessment = Assessment(dossier, profiles: profiles)
        try self.init(assessment, dossier, records: records, profiles: profiles, product: product)
    }
}
