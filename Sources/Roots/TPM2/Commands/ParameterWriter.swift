public import Wire

/// Writes a command's parameters, and sees whether the first one can be encrypted.
public struct ParameterWriter: ~Copyable {
    private var wire = WireWriter()
    private(set) var firstIsSized = false
    private var begun = false

    init() {}

    public mutating func callAsFunction<each Field: Wire>(_ field: repeat each Field) {
        for field in repeat each field {
            if !begun {
                begun = true
                firstIsSized = field is any SizedParameter
            }
            wire(field)
        }
    }

    consuming func finish() throws(WireError) -> [UInt8] { try wire.finish() }
}
