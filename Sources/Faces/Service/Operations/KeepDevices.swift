internal import Foundation
internal import Model

/// Finds devices, retires them, and lets a device's counters start again.
struct KeepDevices: Sendable {
    var recorder: Recorder

    /// By identifier, or by name.
    func find(_ text: String) async throws -> Device {
        if let device = try await recorder.store.device(id: text, tenant: recorder.tenant) { return device }
        if let device = try await recorder.store.device(named: text, tenant: recorder.tenant) { return device }
        throw BedplateError(.notFound, "no device has this identifier or name")
    }

    /// A retired device stays retired; asked again, the answer is the same.
    func retire(_ text: String) async throws -> Device {
        var device = try await find(text)
        guard device.state == .enrolled else { return device }
        try await recorder.commit([.retireDevice(id: device.id)], [record("device.retired", device)])
        device.state = .retired
        return device
    }

    func resetClock(_ text: String) async throws -> Device {
        var device = try await find(text)
        try await recorder.commit([.resetClock(device: device.id)], [record("device.clock-reset", device)])
        device.clock = nil
        return device
    }

    private func record(_ kind: String, _ device: Device) -> EvidenceRecord {
        var fields = ["name": device.name]
        if let clock = device.clock {
            fields["clock"] = String(clock.clock)
            fields["resetCount"] = String(clock.resetCount)
            fields["restartCount"] = String(clock.restartCount)
        }
        return recorder.record(kind, .claimed, about: device, simulated: device.root.simulated, fields)
    }
}
