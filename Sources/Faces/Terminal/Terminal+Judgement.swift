public import Model

extension Terminal {
    /// A judgement with all its findings, and the sentence that sums it up.
    ///
    /// - Throws: ``ExitStatus/judgedBad`` when it does not hold.
    public static func print(
        judgement: Judgement,
        json: Bool,
        _ good: String,
        _ bad: String
    ) throws {
        if json {
            try print(json: Summary(holds: judgement.holds, findings: judgement.findings))
        } else {
            for finding in judgement.findings { print(finding: finding) }
            print(judgement.holds ? good : bad)
        }
        guard judgement.holds else { throw ExitStatus.judgedBad }
    }

    private struct Summary: Encodable {
        var holds: Bool
        var findings: [Finding]
    }
}
