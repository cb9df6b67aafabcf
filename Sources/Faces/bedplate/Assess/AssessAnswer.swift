import ArgumentParser
import Assessment
import Foundation
import Model
import Readers
import Terminal

struct AssessAnswer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Say what is claimed or documented of a unit: one statement.",
        discussion: """
            A statement proves nothing; with --reference it counts as documented. What is
            said to be somewhere is held against what was measured there. Items are Q1 to
            Q6, P1 to P3, G1 to G3, or root for "it has a hardware root of trust".

              bedplate assess answer root "a hardware root of trust" --into unit-412
              bedplate assess answer Q1 "the root key is in OTP" --into unit-412 \\
                  --asset verify-key --place BLOCK_KEY0
              bedplate assess answer Q4 "mask ROM" --into unit-412 \\
                  --reference "RM0456 Rev 6, section 3.4"
            """
    )
    @Argument(help: "Which question it answers.") var item: String
    @Argument(help: "The statement.") var statement: String
    @Option(help: ArgumentHelp("Where records are kept.", valueName: "directory")) var into: String
    @Option(help: ArgumentHelp("What it is about: verify-key, secret, element.", valueName: "asset"))
    var asset: String?
    @Option(help: ArgumentHelp("Where that is said to be, as the part names it.", valueName: "place"))
    var place: String?
    @Option(help: ArgumentHelp("What an element is: discrete, firmware, virtual.", valueName: "kind"))
    var kind: String?
    @Option(help: ArgumentHelp("Document, revision and section.", valueName: "text")) var reference: String?
    @OptionGroup var output: AssessmentOutput

    func run() throws {
        var fields = ["item": item, "says": statement]
        fields["asset"] = asset
        fields["place"] = place
        fields["kind"] = kind
        let observation = Observation(
            .claim,
            "",
            fields,
            class: reference == nil ? .claimed : .documented,
            reference: reference
        )
        if let defect = observation.defect {
            throw BedplateError(.malformed, defect, hint: "see `bedplate assess answer --help`")
        }
        let record = EvidenceRecord(
            kind: observation.aspect.kind,
            class: observation.evidenceClass,
            subject: EvidenceRecord.Subject(device: URL(fileURLWithPath: into).standardizedFileURL.lastPathComponent),
            collector: EvidenceRecord.Collector(
                tool: "bedplate assess answer",
                version: Bedplate.configuration.version
            ),
            fields: observation.recordFields,
            collectedAt: CollectedInput.now,
            simulated: false,
            reference: reference
        )
        try EvidenceFolder(path: into).add([record], of: nil)
        try output.print(try AssessedSubject.directory(into))
    }
}
