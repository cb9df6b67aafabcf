import Agent
import Files
import Foundation
import Lab
import Model
import PKIX
import SoC

/// A reference device that is switched on and whose application serves, in the agent's hands: asked over its console.
final class LabInstance: PSADevice {
    private let device: LabSoC
    private let power: SoCPower

    /// Switches the device on, and waits for its application.
    init(_ device: LabSoC) throws {
        self.device = device
        power = try SoCPower(device)
        let boot = try power.boot()
        guard boot.outcome == .running else {
            let complaint = power.complaint
            power.switchOff()
            throw BedplateError(
                .labDeviceState,
                "the device's application does not run: \(boot.reason)",
                hint: complaint.isEmpty ? "bedplate lab soc boot \(device.name)" : complaint
            )
        }
    }

    deinit { power.switchOff() }

    func instanceCertificate() throws -> [UInt8] {
        let path = device.instanceCertificate.path
        guard FileManager.default.fileExists(atPath: path) else {
            throw BedplateError(
                .labDeviceState,
                "nobody has endorsed the device \(device.name)",
                hint: "bedplate lab soc endorse \(device.name)"
            )
        }
        return try DurableFile.read(path, atMost: Certificate.sizeLimit)
    }

    func ask(_ command: MailboxCommand, _ payload: [UInt8]) throws -> (status: MailboxStatus, payload: [UInt8]) {
        try power.console.ask(command, payload)
    }
}
