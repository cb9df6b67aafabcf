internal import Digests
public import Model

extension TPM {
    /// Refuses a TPM whose self-test failed: it still answers some commands with success, and with less than it should.
    public func checkSelfTest() throws {
        let result: ResponseCode
        do {
            result = try execute(GetTestResult()).testResult
        } catch TPMError.refused(_, let code) where code.base == .failure {
            throw TPMError.failureMode(code)
        }
        guard [.success, .testing, .needsTest].contains(result.base) else { throw TPMError.failureMode(result) }
    }

    /// How the TPM presents itself. A claim: what it really is, its endorsement certificate says. An emulation that says
    /// something else than ``EmulatedRoot`` knows is found by its certificate, not here.
    public func identity() throws -> Root {
        try checkSelfTest()
        let properties = try properties(from: .familyIndicator)
        func octets(_ property: Property) throws -> [UInt8] {
            guard let value = properties[property] else {
                throw TPMError.contradictory(.getCapability, "no property 0x\(String(property.rawValue, radix: 16))")
            }
            return (0..<4).map { UInt8(value >> (24 - 8 * $0) & 0xFF) }
        }
        guard try octets(.familyIndicator) == [0x32, 0x2E, 0x30, 0] else {
            throw TPMError.contradictory(.getCapability, "not of the 2.0 family")
        }
        let manufacturer = try Self.text(octets(.manufacturer))
        let vendor = try [Property.vendorString1, .vendorString2, .vendorString3, .vendorString4].flatMap(octets)
        let model = Self.text(vendor)
        let firmware = try octets(.firmwareVersion1) + octets(.firmwareVersion2)
        return Root(
            kind: .tpm2,
            manufacturer: manufacturer,
            model: model,
            firmwareVersion: firmware.reduce(0) { $0 << 8 | UInt64($1) },
            simulated: EmulatedRoot.reason(reported: (manufacturer, model), certified: nil) != nil
        )
    }

    /// Printable ASCII up to the first zero; anything else becomes a full stop, since the text goes into logs.
    private static func text(_ octets: [UInt8]) -> String {
        let characters = octets.prefix { $0 != 0 }.map { (0x20...0x7E).contains($0) ? $0 : 0x2E }
        return String(decoding: characters, as: UTF8.self)
    }
}
