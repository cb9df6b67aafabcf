import Attestation
import Model
import PSAToken
import Testing

/// Policies and reference values for the components of PSA roots.
@Suite struct ComponentPolicyTests {
    private func policy(_ components: String, _ rest: String = "") throws -> AppraisalPolicy {
        try AppraisalPolicy(
            json: Array(#"{"version":1,"name":"n","reference":"r","components":\#(components)\#(rest)}"#.utf8)
        )
    }

    @Test func `a policy reads as it is written, and is strict in what it leaves out`() throws {
        let signer = String(repeating: "ab", count: 32)
        let least = #""signers":["\#(signer)"],"minimumSecurityVersions":{"App":3}"#
        let states = #""lifecycles":["secured","nonRootOfTrustDebug"],"debug":["disabledSinceBoot"]"#
        let whole = try policy(#"{"order":["PRoT","App"],\#(least),\#(states)}"#, #","affirmSimulatedRoot":true"#)
        #expect(whole.components?.order == ["PRoT", "App"])
        #expect(whole.components?.signers == [[UInt8](repeating: 0xAB, count: 32)])
        #expect(whole.components?.minimumSecurityVersions == ["App": 3])
        #expect(whole.components?.lifecycles == [.secured, .nonRootOfTrustDebug])
        #expect(whole.components?.debug == [.disabledSinceBoot])
        #expect(whole.affirmSimulatedRoot && whole.pcrs.isEmpty && whole.selection.isEmpty)
        let short = try policy(#"{"order":["App"]}"#)
        #expect(short.components?.lifecycles == [.secured])
        #expect(short.components?.debug == [.disabledPermanently, .disabledFullyAndPermanently])
        #expect(short.components?.signers == nil && !short.affirmSimulatedRoot)
    }

    @Test(arguments: [
        "{}", #"{"order":[]}"#, #"{"order":["A","A"]}"#, #"{"order":"A"}"#, #"{"order":["A"],"signers":[]}"#,
        #"{"order":["A"],"signers":["ab"]}"#, #"{"order":["A"],"debug":[]}"#, #"{"order":["A"],"debug":["open"]}"#,
        #"{"order":["A"],"lifecycles":[]}"#, #"{"order":["A"],"lifecycles":["decommissioned"]}"#,
        #"{"order":["A"],"lifecycles":["unknown"]}"#, #"{"order":["A"],"minimumSecurityVersions":{"B":1}}"#,
        #"{"order":["A"],"minimumSecurityVersions":{"A":-1}}"#, #"{"order":["A"],"any":true}"#, "true", "[]",
    ])
    func `what is unknown, empty or of another form is refused`(_ components: String) throws {
        #expect(try #require(throws: BedplateError.self) { try policy(components) }.code == .malformed)
    }

    @Test(arguments: [#","pcrs":[0]"#, #","bank":"sha256""#, #","requireSecureBoot":true"#, #","x":1"#])
    func `a policy is for one kind of root`(_ rest: String) throws {
        #expect(throws: BedplateError.self) { try policy(#"{"order":["A"]}"#, rest) }
        _ = try policy(#"{"order":["A"]}"#)
    }

    @Test func `reference values of components come back as they were written`() throws {
        let component = ReferenceValues.Component(
            measurement: [UInt8](repeating: 1, count: 32),
            signer: [UInt8](repeating: 2, count: 48),
            version: "1.0.0+0"
        )
        let values = ReferenceValues([:], components: ["App": [component], "PRoT": [component, component]])
        #expect(try ReferenceValues(json: values.json()) == values)
        for json in [
            #"{"version":1}"#, #"{"version":1,"components":{}}"#, #"{"version":1,"components":{"A":[]}}"#,
            #"{"version":1,"components":{"A":[{"measurement":"00","signer":"00"}]}}"#,
            #"{"version":1,"components":{"A":[{"measurement":"00"}]}}"#,
        ] {
            #expect(throws: BedplateError.self, "\(json)") { try ReferenceValues(json: Array(json.utf8)) }
        }
    }
}
