import Attestation
import Digests
import Model
import Testing

@Suite struct ReferenceValuesTests {
    @Test func `reference values survive a round trip`() throws {
        let reference = ReferenceValues([
            .sha256: [
                4: .init(
                    value: Array(repeating: 1, count: 32),
                    stages: [.init(name: "bootloader", digest: Array(repeating: 2, count: 32))]
                )
            ]
        ])
        #expect(try ReferenceValues(json: try reference.json()) == reference)
    }

    @Test(arguments: [
        #"{"version": 1, "banks": {}}"#,
        #"{"version": 1, "banks": {"sha256": {}}}"#,
        #"{"version": 1, "banks": {"sha256": {"4": {"value": "00"}}}}"#,
        #"{"version": 1, "banks": {"sha256": {"04": {"value": "00"}}}}"#,
        #"{"version": 1, "banks": {"crc32": {"4": {"value": "00"}}}}"#,
        #"{"version": 9, "banks": {"sha256": {}}}"#,
    ])
    func `reference values that say nothing, or too little, are refused`(json: String) {
        #expect(throws: BedplateError(.malformed, "")) { try ReferenceValues(json: [UInt8](json.utf8)) }
    }
}
