public import Assessment
import Foundation
public import Model

/// The report as Bedplate's own JSON: the whole assessment, the index of its evidence, and fitness. Extend only; what
/// changes its meaning has another version. Documentation/assessment-report.schema.json describes it.
public struct ReportFile: Hashable, Sendable, Codable {
    public struct Evidence: Hashable, Sendable, Codable {
        /// Hexadecimal SHA-256 of the record.
        public var id: String
        public var record: EvidenceRecord
        /// What it was taken for; empty for a record that was put aside.
        public var says: [String]
    }

    public struct Row: Hashable, Sendable, Codable {
        public var item: Item
        public var clauses: [Clause]
    }

    public static let format = "bedplate-assessment-report"
    public static let version = 1

    public var format: String
    public var version: Int
    /// UUIDv5 of the subject and of every record.
    public var identifier: String
    public var assessment: Assessment
    public var evidence: [Evidence]
    public var clauses: [Row]
    public var fitness: Fitness?
    public var neverPromised: [String]
}

extension ReportFile {
    init(_ report: Report) throws {
        format = Self.format
        version = Self.version
        identifier = try report.identifier()
        assessment = report.assessment
        evidence = report.evidence.entries.map {
            Evidence(id: $0.id, record: $0.record, says: $0.exhibits.map(\.sentence))
        }
        let items = Set(report.assessment.roles.flatMap(\.items).map(\.item))
        clauses = items.sorted().map { Row(item: $0, clauses: ClauseMatrix.clauses($0)) }
        fitness = report.fitness
        neverPromised = Assessment.nonGuarantees
    }

    /// The most octets of a report.
    public static let limit = 64 << 20

    /// Reads what ``Report/json()`` wrote.
    ///
    /// - Throws: ``BedplateError``, malformed, for anything else.
    public init(octets: [UInt8], name: String) throws {
        guard octets.count <= Self.limit else {
            throw BedplateError(.malformed, "\(octets.count) octets exceed \(Self.limit)", location: name)
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let found: ReportFile
        do {
            found = try decoder.decode(ReportFile.self, from: Data(octets))
        } catch {
            throw BedplateError(
                .malformed,
                "not a report of an assessment",
                hint: "bedplate assess --format json writes one",
                cause: error,
                location: name
            )
        }
        guard found.format == Self.format, found.version == Self.version else {
            throw BedplateError(
                .malformed,
                "'\(found.format.prefix(40))', version \(found.version), is not known",
                hint: "known is '\(Self.format)', version \(Self.version)",
                location: name
            )
        }
        self = found
    }
}

extension Report {
    /// Bedplate's own format: ``ReportFile``.
    public func json() throws -> [UInt8] { try JSONValue.octets(try ReportFile(self)) }

    /// The report's own without names; with them, of something in it. The same for the same records, product and subject.
    func identifier(_ names: String...) throws -> String {
        names.isEmpty ? name : try NamedIdentifier.make(in: name, names.joined(separator: "\n"))
    }
}
