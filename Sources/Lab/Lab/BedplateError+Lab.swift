public import Model

extension BedplateError.Code {
    /// A program that the lab needs is not installed.
    public static let labToolMissing = Self("lab-tool-missing")
    /// A program that the lab ran failed or did not become ready.
    public static let labToolFailed = Self("lab-tool-failed")
    /// The emulated device is not running, or is running when it must not be.
    public static let labDeviceState = Self("lab-device-state")
}
