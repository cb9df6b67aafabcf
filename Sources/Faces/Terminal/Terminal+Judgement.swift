public import Model

extension Terminal {
    /// A judgement with all its findings, and the sentence that sums it up.
    ///
    /// - Parameter isBrief: of what holds, only the number.
    /// - Throws: ``ExitStatus/judgedBad`` when it does not hold.
    public static func print(
        judgement: Judgement,
        json: Bool,
        isBrief: Bool = false,
        _ good: String,
        _ bad: String
    ) throws {
        if json {
            try print(json: Summary(holds: judgement.holds, findings: judgement.findings))
        } else {
            let held = judgement.findings.filter { $0.severity == .held }
            for finding in isBrief ? judgement.findings.filter({ $0.severity != .held }) : judgement.findings {
                print(finding: finding)
            }
            if isBrief { print("  \(held.count) checks hold; --all prints them") }
            print(judgement.holds ? good : bad)
        }
        guard judgement.holds else { throw ExitStatus.judgedBad }
    }

    private struct Summary: Encodable {
        var holds: Bool
        var findings: [Finding]
    }
}
