/// TPM2_SelfTest — Part 3, 10.2: tests what was not tested yet, or everything.
public struct SelfTest: Command {
    public static let code = CommandCode.selfTest

    public var fullTest: Bool

    public init(fullTest: Bool = false) {
        self.fullTest = fullTest
    }

    public func writeParameters(to write: inout ParameterWriter) { write(fullTest) }

    public typealias Response = NoResponse
}
