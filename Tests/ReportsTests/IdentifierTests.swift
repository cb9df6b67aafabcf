import Assessment
import Reports
import Testing

@testable import struct Reports.EvidenceIndex
@testable import struct Reports.Line
@testable import enum Reports.NamedIdentifier

@Suite struct IdentifierTests {
    @Test func `identifiers are UUIDv5, and their namespace is derived as it says`() throws {
        // RFC 9562, A.4.
        #expect(
            try NamedIdentifier.make(in: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")
                == "2ed6657d-e927-568b-95e1-2665a8aea6a2"
        )
        #expect(
            try NamedIdentifier.make(in: "6ba7b811-9dad-11d1-80b4-00c04fd430c8", NamedIdentifier.address)
                == NamedIdentifier.namespace
        )
    }

    @Test func `short names are eight digits, or as many as tell records apart`() throws {
        let report = try Sample.genuine.report()
        let shorts = report.evidence.entries.map(\.short)
        #expect(Set(shorts).count == shorts.count && shorts.allSatisfy { $0.count >= 8 })
        // The dossier's own, from the profile, and what was put aside.
        #expect(report.evidence.entries.count == Sample.genuine.records.count + 1)
        #expect(try Sample.dressed.report().evidence.entries.count == Sample.dressed.records.count + 1)
    }

    @Test func `what has no record cannot be said`() {
        #expect(Line.said("the key is in silicon", by: []) == .unknown)
        #expect(Line.said("the key is in silicon", by: ["3f9a01c2"]) != .unknown)
    }
}
