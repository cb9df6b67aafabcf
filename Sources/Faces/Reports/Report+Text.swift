import Assessment

extension Report {
    /// For a terminal: the assessment, and whether the root fits the product.
    ///
    /// - Parameters:
    ///   - width: columns.
    ///   - isWhole: every ground of every rule, and every demand.
    public func text(width: Int = 80, isWhole: Bool = false) -> String {
        let text = assessment.text(width: width, isWhole: isWhole)
        guard let fitness else { return text }
        var page = TextPage(width: width)
        page.line("")
        page.wrapped(
            "PRODUCT  \(fitness.product.rawValue), attacker \(fitness.attacker.rawValue): this root is \(fitness.outcome.rawValue)",
            indent: 0,
            hanging: 4
        )
        for answer in isWhole ? fitness.answers : fitness.missing {
            page.wrapped(
                "\(answer.isMet ? "shown" : "missing"): \(answer.sentence) (\(answer.reason))",
                indent: 2,
                hanging: 4
            )
            if let fill = answer.fill { page.wrapped(fill, indent: 6, hanging: 8) }
        }
        return text + page.text
    }
}
