import ArgumentParser
import Assessment
import Files
import Foundation
import Model
import Profiles
import Reports
import Terminal

struct AssessReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report that others read: people, regulators, programs.",
        discussion: """
            The same records give the same octets; only a PDF differs. The document is
            the one on roots of trust and key management that goes into a submission.

              bedplate assess report unit-412 --out report.html
              bedplate assess report unit-412 --as oscal --out results.json
              bedplate assess report unit-412 --as document --out roots-of-trust.pdf
            """
    )
    /// What a report is for.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case report
        case document
        case oscal
        case cyclonedx
        case sarif
    }

    @OptionGroup var place: ServicePlace
    @Argument(help: "A directory, or a device's identifier or name.") var subject: String
    @Option(name: .customLong("as"), help: ArgumentHelp("What it is for.", valueName: "form"))
    var form = Form.report
    @Option(help: ArgumentHelp("The file; its name says html, md, json or pdf.", valueName: "file")) var out: String
    @Option(help: ArgumentHelp("What the product is: low-value, critical, high-stakes.", valueName: "class"))
    var product: ProductClass?
    @Option(help: ArgumentHelp("An earlier submission, to say what changed.", valueName: "directory"))
    var since: String?

    func run() async throws {
        let report = try await AssessedSubject.named(subject, place).report(product)
        let before = try since.map { try AssessedSubject.directory($0).report(product).assessment }
        let changes = before.map { AssessmentDifference(from: $0, to: report.assessment) }
        try DurableFile.write(try octets(report, changes), to: out, mode: 0o644)
        Terminal.note("\(out): \(form.rawValue) on \(report.assessment.subject)")
    }

    private func octets(_ report: Report, _ changes: AssessmentDifference?) throws -> [UInt8] {
        let kind = URL(fileURLWithPath: out).pathExtension.lowercased()
        switch (form, kind) {
        case (.report, "html"): return Array(try report.html().utf8)
        case (.report, "md"): return Array(report.markdown().utf8)
        case (.report, "json"): return try report.json()
        case (.report, "pdf"): return try PDFPrinter().print(try report.html())
        case (.document, "html"): return Array(try report.document(since: changes).html().utf8)
        case (.document, "md"): return Array(try report.document(since: changes).markdown().utf8)
        case (.document, "pdf"): return try PDFPrinter().print(try report.document(since: changes).html())
        case (.oscal, "json"): return try report.oscal()
        case (.cyclonedx, "json"): return try report.cycloneDX()
        case (.sarif, "json"), (.sarif, "sarif"): return try report.sarif()
        default:
            throw BedplateError(
                .malformed,
                "there is no \(form.rawValue) as '.\(kind)'",
                hint: "report: html, md, json, pdf; document: html, md, pdf; oscal, cyclonedx, sarif: json"
            )
        }
    }
}
