import Foundation
import Reports
import Testing

/// What public programs say of our files; each refuses a broken one.
@Suite struct JudgeTests {
    /// The document with one text replaced.
    private func broken(_ octets: [UInt8], _ text: String, _ other: String) throws -> [UInt8] {
        let document = String(decoding: octets, as: UTF8.self)
        try #require(document.contains(text))
        return [UInt8](document.replacing(text, with: other, maxReplacements: 1).utf8)
    }

    private func samples() throws -> [Sample] {
        let read = try Sample.espressif()
        print(read.isEmpty ? "conformance data is absent" : "conformance: \(read.count) summaries of espefuse reported")
        return Sample.all + read
    }

    @Test func `compliance-trestle reads every OSCAL report, and refuses broken ones`() throws {
        let documents = try samples().map { try $0.report().oscal() }
        let wrong = [
            try broken(documents[0], "\"oscal-version\"", "\"oscal-edition\""),
            try broken(documents[0], "\"state\" : \"satisfied\"", "\"state\" : \"surely\""),
            try broken(documents[0], "\"subject-uuid\" : \"", "\"subject-uuid\" : \"x"),
        ]
        let said = try Judges().complaints(.oscal, documents + wrong)
        #expect(said.prefix(documents.count).allSatisfy { $0 == nil }, "\(said)")
        #expect(said.suffix(wrong.count).allSatisfy { $0 != nil }, "\(said)")
    }

    @Test func `cyclonedx-python-lib accepts every CycloneDX report strictly, and refuses broken ones`() throws {
        let documents = try samples().map { try $0.report().cycloneDX() }
        let wrong = [
            try broken(documents[0], "\"bomFormat\"", "\"format\""),
            try broken(documents[0], "\"assetType\" : \"related-crypto-material\"", "\"assetType\" : \"key\""),
            // What only the strict validator minds.
            try broken(documents[0], "\"predicate\"", "\"verdict\" : \"genuine\", \"predicate\""),
        ]
        let said = try Judges().complaints(.cyclonedx, documents + wrong)
        #expect(said.prefix(documents.count).allSatisfy { $0 == nil }, "\(said)")
        #expect(said.suffix(wrong.count).allSatisfy { $0 != nil }, "\(said)")
    }

    @Test func `SARIF reports are as their published schema says, and broken ones are not`() throws {
        let documents = try samples().map { try $0.report().sarif() }
        let wrong = [
            try broken(documents[0], "\"version\" : \"2.1.0\"", "\"version\" : \"2\""),
            try broken(documents[0], "\"kind\" : \"pass\"", "\"kind\" : \"genuine\""),
            try broken(documents[0], "\"guid\" : \"", "\"guid\" : \"x"),
        ]
        let said = try Judges().complaints(.sarif, documents + wrong)
        #expect(said.prefix(documents.count).allSatisfy { $0 == nil }, "\(said)")
        #expect(said.suffix(wrong.count).allSatisfy { $0 != nil }, "\(said)")
    }

    @Test func `our own JSON is as our published schema says, and broken ones are not`() throws {
        let documents = try samples().map { try $0.report().json() }
        let wrong = [
            try broken(documents[0], "\"version\" : 1", "\"version\" : 2"),
            try broken(documents[0], "\"verdict\" : \"genuine\"", "\"verdict\" : \"surely\""),
            try broken(documents[0], "\"status\" : \"met\"", "\"status\" : \"passed\""),
            try broken(documents[0], "\"clauses\"", "\"paragraphs\""),
        ]
        let said = try Judges().complaints(.own, documents + wrong)
        #expect(said.prefix(documents.count).allSatisfy { $0 == nil }, "\(said)")
        #expect(said.suffix(wrong.count).allSatisfy { $0 != nil }, "\(said)")
    }

    @Test func `the bill of cryptography has each signing key once, and the algorithm that it is of`() throws {
        let document = String(decoding: try Sample.genuine.report().cycloneDX(), as: UTF8.self)
        #expect(document.ranges(of: "\"release signing key\"").count == 2)
        #expect(document.ranges(of: "\"assetType\" : \"algorithm\"").count == 2)
        #expect(document.ranges(of: "\"algorithmRef\" : \"algorithm-mlDSA65\"").count == 1)
        let text = try Sample.genuine.report().document().markdown()
        #expect(text.contains("ML-DSA-65") && text.contains("ECDSA, NIST P-256"))
        #expect(try !Sample.dressed.report().document().markdown().contains("ML-DSA"))
    }
}
