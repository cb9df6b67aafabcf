import SoC

@testable import Subsystem

/// What must never go back, from one look to the next.
struct Watch {
    private var fuses: [UInt8]
    private var lifecycle: UInt32
    private var layer: UInt32

    init(_ device: Device) {
        fuses = device.storage.fuses
        lifecycle = device.storage.reading(of: .lifecycle).words[0]
        layer = device.block.registers.layer
    }

    /// A new boot begins at layer 0.
    mutating func restart(_ device: Device) { layer = device.block.registers.layer }

    mutating func violations(_ device: Device) -> [String] {
        let next = Watch(device)
        defer { self = next }
        var found: [String] = []
        if zip(fuses, next.fuses).contains(where: { $0 & ~$1 != 0 }) { found.append("a burned bit was cleared") }
        if lifecycle & ~next.lifecycle != 0 { found.append("the lifecycle went back") }
        if next.layer < layer { found.append("the layer went back") }
        return found
    }
}
