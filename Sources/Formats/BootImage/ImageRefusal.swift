public import SoC

/// Why there is no image to go on with.
public struct ImageRefusal: Error, Hashable, Sendable {
    public var code: BootCode

    public init(_ code: BootCode) { self.code = code }
}
