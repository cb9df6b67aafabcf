/// Which clauses each answer speaks to: one table, from which every report's matrix is made.
///
/// Numbers of the FDA guidance are appendix and paragraph as a public transcription counts them; the guidance itself
/// numbers no paragraphs. Where a clause is weaker than the question, its text says so.
public enum ClauseMatrix {
    /// What a clause is about: an item of the rubric, or the report as a whole.
    public enum Topic: Hashable, Sendable {
        case item(Item)
        /// Security settings as machine-readable, reproducible evidence.
        case report
        /// Evidence that the device itself signs.
        case attestation
        /// The maker's process, which no reading of a device shows.
        case process

        public var text: String {
            switch self {
            case .item(let item): "\(item.rawValue) \(item.text)"
            case .report: "The report itself"
            case .attestation: "Evidence that the device signs"
            case .process: "The maker's process"
            }
        }
    }

    public struct Row: Hashable, Sendable {
        public var topic: Topic
        public var clauses: [Clause]
    }

    public static let rows: [Row] =
        Item.allCases.map { Row(topic: .item($0), clauses: clauses($0)) } + [
            Row(topic: .attestation, clauses: attestation),
            Row(topic: .report, clauses: report),
            Row(topic: .process, clauses: process),
        ]

    public static func clauses(_ item: Item) -> [Clause] {
        switch item {
        case .rootKey: rootKey
        case .readability: readability
        case .provisioning: provisioning
        case .firstCode: firstCode
        case .failure: failure
        case .debug: debug
        case .immutability: immutability
        case .readProtection: readProtection
        case .executionPath: executionPath
        case .softwareKeyStore: softwareKeyStore
        case .sharedKeys: sharedKeys
        case .supplyChain: supplyChain
        }
    }
}
