import Foundation
import Programs

/// Public programs that judge our formats, from `Scripts/install-judges`.
struct Judges {
    enum Format: String { case oscal, cyclonedx, sarif, own }

    private let directory: URL
    private let python: String
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static var judges: URL { root.appending(path: ".build/judges/documents") }

    init() throws {
        python = Self.judges.appending(path: "bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw ProgramFailure("no judges of reports are in .build/judges: run Scripts/install-judges")
        }
        directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// Many documents at once, as starting Python takes longest: what the judge says against each, nil for nothing.
    func complaints(_ format: Format, _ documents: [[UInt8]]) throws -> [String?] {
        defer { try? FileManager.default.removeItem(at: directory) }
        var names: [String] = []
        for (index, document) in documents.enumerated() {
            let name = "document-\(index).json"
            try Data(document).write(to: directory.appending(path: name))
            names.append(name)
        }
        try Data(Self.script.utf8).write(to: directory.appending(path: "judge.py"))
        let schema =
            switch format {
            case .sarif: Self.judges.appending(path: "sarif-schema.json").path
            case .own: Self.root.appending(path: "Documentation/assessment-report.schema.json").path
            case .oscal, .cyclonedx: ""
            }
        let program = try Program([python, "judge.py", format.rawValue, schema] + names, in: directory)
        let lines = program.text.split(separator: "\n").map(String.init)
        guard program.status == 0, lines.count == documents.count else {
            throw ProgramFailure("the judge failed: \(program.errorText)")
        }
        return lines.map { $0 == "ok" ? nil : $0 }
    }

    /// The texts of a PDF's pages.
    func pages(_ pdf: [UInt8]) throws -> [String] {
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(pdf).write(to: directory.appending(path: "report.pdf"))
        let script = """
            import json, pypdf
            print(json.dumps([page.extract_text() for page in pypdf.PdfReader("report.pdf").pages]))
            """
        let program = try Program([python, "-c", script], in: directory)
        guard program.status == 0 else { throw ProgramFailure("pypdf: \(program.errorText)") }
        return try JSONDecoder().decode([String].self, from: Data(program.output))
    }

    /// One line a document.
    private static let script = """
        import json, pathlib, sys
        kind, schema, names = sys.argv[1], sys.argv[2], sys.argv[3:]
        def judge():
            if kind == "oscal":
                from trestle.oscal.assessment_results import AssessmentResults
                return lambda name: AssessmentResults.oscal_read(pathlib.Path(name).resolve())
            if kind == "cyclonedx":
                from cyclonedx.schema import SchemaVersion
                from cyclonedx.validation.json import JsonStrictValidator
                validator = JsonStrictValidator(SchemaVersion.V1_6)
                def check(name):
                    error = validator.validate_str(pathlib.Path(name).read_text())
                    if error:
                        raise ValueError(repr(error))
                return check
            import jsonschema
            loaded = json.loads(pathlib.Path(schema).read_text())
            kind_of = jsonschema.validators.validator_for(loaded)
            kind_of.check_schema(loaded)
            validator = kind_of(loaded, format_checker=kind_of.FORMAT_CHECKER)
            return lambda name: validator.validate(json.loads(pathlib.Path(name).read_text()))
        check = judge()
        for name in names:
            try:
                check(name)
                print("ok")
            except Exception as error:
                print(" ".join(str(error).split())[:300] or "refused")
        """
}
