internal import Model
public import SoC

/// An update of a device in the field: over its application's console into the slot that was not booted, then a boot that
/// either is confirmed by the new application or reverts.
public struct SoCUpdate: Sendable {
    public var image: SlotImage

    public init(_ image: SlotImage) { self.image = image }

    /// What came of it.
    public struct Outcome: Sendable {
        /// Whether the new image runs, and is confirmed. Otherwise the device went back.
        public var isConfirmed: Bool
        /// The slot that runs now.
        public var slot: Slot
        /// The boots since the update was written, in their order.
        public var boots: [SoCBoot]
        /// Of secure firmware and application, before and after.
        public var countersBefore: [Int]
        public var countersAfter: [Int]
    }

    /// What is told while it goes on.
    public enum Step: Sendable {
        case running(Slot)
        case writing(Slot, octets: Int, of: Int)
        case switchingOn
        case report(BootReport)
    }

    /// Updates the device, which is off, and leaves it off.
    ///
    /// - Throws: ``BedplateError`` when the device does not boot to an application, or refuses to be written; the other slot
    ///   is what it was, or empty.
    public func run(_ device: LabSoC, _ progress: (Step) -> Void = { _ in }) throws -> Outcome {
        let (target, before) = try write(device, progress)
        var boots: [SoCBoot] = []
        // Each boot that is not confirmed is one; behind the new image stands the old one, and nothing more.
        while boots.count < Slot.count {
            progress(.switchingOn)
            let power = try SoCPower(device)
            defer { power.switchOff() }
            let boot = try follow(power, progress)
            boots.append(boot)
            guard boot.outcome == .running, let slot = boot.slot else { continue }
            return Outcome(
                isConfirmed: slot == target,
                slot: slot,
                boots: boots,
                countersBefore: before,
                countersAfter: try Self.counters(power.console)
            )
        }
        throw BedplateError(.labDeviceState, "the device boots neither: \(boots.last?.reason ?? "")")
    }

    /// - Returns: the slot that was written, and the counters before.
    private func write(_ device: LabSoC, _ progress: (Step) -> Void) throws -> (Slot, [Int]) {
        let power = try SoCPower(device)
        defer { power.switchOff() }
        let boot = try follow(power, progress)
        guard boot.outcome == .running, let slot = boot.slot else {
            throw BedplateError(
                .labDeviceState,
                "the device runs no application that takes an update: \(boot.reason)",
                hint: power.complaint.isEmpty ? nil : power.complaint
            )
        }
        progress(.running(slot))
        let counters = try Self.counters(power.console)
        let target: Slot = slot == .a ? .b : .a
        try power.console.write(image.octets, to: target) {
            progress(.writing(target, octets: $0, of: image.octets.count))
        }
        return (target, counters)
    }

    private func follow(_ power: SoCPower, _ progress: (Step) -> Void) throws -> SoCBoot {
        try power.boot { line in
            if let report = line.flatMap(BootReport.init) { progress(.report(report)) }
        }
    }

    private static func counters(_ console: SoCConsole) throws(BedplateError) -> [Int] {
        [try console.counter(.secureCounter), try console.counter(.applicationCounter)]
    }
}
