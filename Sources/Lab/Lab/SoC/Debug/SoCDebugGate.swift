internal import Foundation
public import Model
internal import Subsystem

/// What stands before the emulator's debug stub: it asks the fuses, as the silicon would at reset. Where they say no, there is
/// no stub.
public struct SoCDebugGate: Sendable {
    /// RFC 9711, 4.2.10: 0 enabled, 3 disabled permanently but for the maker, 4 for everybody.
    public let status: UInt32
    private let name: String

    /// Asks.
    ///
    /// - Throws: ``BedplateError`` when the device's fuses cannot be read.
    public init(_ device: LabSoC) throws(BedplateError) {
        status = try FuseSnapshot(device.block.path).debugStatus
        name = device.name
    }

    /// - Throws: ``BedplateError/Code/forbidden`` unless the port is open.
    public func pass() throws(BedplateError) {
        switch status {
        case 0: return
        case 3:
            throw BedplateError(
                .forbidden,
                "the debug port of '\(name)' is closed but for its maker's return path (debug status 3)",
                hint: "bedplate lab soc return \(name) --key KEY destroys its secrets, and opens it"
            )
        default:
            throw BedplateError(
                .forbidden,
                "the debug port of '\(name)' is closed for ever, for everybody (debug status \(status))"
            )
        }
    }
}
