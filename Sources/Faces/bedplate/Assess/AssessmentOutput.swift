import ArgumentParser
import Assessment
import Foundation
import Model
import Profiles
import Reports
import Terminal

/// How an assessment is printed, and what it must come to.
struct AssessmentOutput: ParsableArguments {
    @Flag(name: .customLong("all"), help: "Every rule, with the records that it rests on.") var isWhole = false
    @Flag(help: "Print JSON.") var json = false
    @Option(help: ArgumentHelp("End with 1 where a role's verdict is worse.", valueName: "verdict"))
    var atLeast: AtLeast?
    @Option(help: ArgumentHelp("What the product is: low-value, critical, high-stakes.", valueName: "class"))
    var product: ProductClass?

    /// Verdicts as they are typed.
    enum AtLeast: String, ExpressibleByArgument, CaseIterable {
        case genuine
        case genuineWithKnownBreak = "genuine-with-known-break"
        case partial
        case claimOnly = "claim-only"

        var verdict: Verdict {
            switch self {
            case .genuine: .genuine
            case .genuineWithKnownBreak: .genuineWithKnownBreak
            case .partial: .partial
            case .claimOnly: .claimOnly
            }
        }
    }

    /// - Throws: ``ExitStatus/judgedBad`` where less was found than was demanded.
    func print(_ subject: AssessedSubject) throws {
        let report = try subject.report(product)
        let assessment = report.assessment
        if json {
            Terminal.write(octets: try report.json())
        } else {
            Terminal.print(Terminal.clean(report.text(isWhole: isWhole)))
        }
        guard let atLeast else { return }
        let order = Verdict.allCases
        func rank(_ verdict: Verdict) -> Int { order.firstIndex(of: verdict) ?? 0 }
        let worse = assessment.roles.filter { rank($0.verdict) < rank(atLeast.verdict) }
        guard assessment.roles.isEmpty || !worse.isEmpty else { return }
        for role in worse {
            Terminal.note("\(role.role.rawValue) is \(role.verdict.rawValue), not \(atLeast.rawValue)")
        }
        throw ExitStatus.judgedBad
    }
}
