/// The value of a judgement: everything that was found. It holds only if something was checked and nothing failed.
public struct Judgement: Hashable, Sendable, Codable {
    public private(set) var findings: [Finding]

    public init(_ findings: [Finding] = []) { self.findings = findings }

    /// An empty judgement with room for as many findings as are expected.
    public init(reserving count: Int) {
        findings = []
        findings.reserveCapacity(count)
    }

    /// Whether at least one check was made and none failed. Nothing looked at is never a pass.
    public var holds: Bool {
        findings.contains { $0.severity == .held } && !findings.contains { $0.severity == .failed }
    }

    public var failures: [Finding] { findings.filter { $0.severity == .failed } }

    public mutating func add(_ finding: Finding) { findings.append(finding) }
    public mutating func add(_ other: Judgement) { findings += other.findings }

    /// Records the outcome of one check; returns it, so that a caller can stop at what makes later checks meaningless.
    @discardableResult
    public mutating func check(
        _ condition: Bool,
        _ code: Finding.Code,
        _ claim: @autoclosure () -> String,
        expected: @autoclosure () -> String? = nil,
        found: @autoclosure () -> String? = nil,
        location: @autoclosure () -> String? = nil
    ) -> Bool {
        findings.append(
            condition
                ? Finding(code, .held, claim: claim())
                : Finding(code, .failed, claim: claim(), expected: expected(), found: found(), location: location())
        )
        return condition
    }
}
