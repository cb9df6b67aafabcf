import Crypto
import SoC
import Testing
import Wire

@testable import Subsystem

/// What a station does with a device, and firmware with a running one: requests, each of which may be repeated.
enum Station {
    /// The keys whose digests are burned.
    static let rootKeys = (0..<2).map { SHA256Octets.digest(Array("root key \($0)".utf8)) }
    static let maker = P256.Signing.PrivateKey()
    static var returnKey: [UInt8] { SHA256Octets.digest(Array(maker.publicKey.rawRepresentation)) }

    static let oldImage = image("old", 9000)
    static let newImage = image("new", 5000)

    static func image(_ name: String, _ count: Int) -> [UInt8] {
        Array((0..<count).map { UInt8(truncatingIfNeeded: $0) }.prefix(count - 8)) + Array(name.utf8.prefix(3))
            + [UInt8](repeating: 7, count: 5)
    }

    static func measurement(_ image: [UInt8], counter: UInt32 = 1) -> LayerMeasurement {
        LayerMeasurement(
            digest: SHA256Octets.digest(image),
            signer: rootKeys[0],
            securityCounter: counter,
            version: 1 | 2 << 8 | 3 << 16 | 4 << 32
        )
    }

    static func octets(_ measurement: LayerMeasurement) throws -> [UInt8] {
        try measurement.serialized(order: .little)
    }

    /// What is burned on the station, beside the secret.
    static let burns: [(fuse: Fuse, value: [UInt8])] = [
        (.rootKey0, rootKeys[0]), (.rootKey1, rootKeys[1]), (.returnKey, returnKey), (.hybridPolicy, [1, 0, 0, 0]),
        (.revocations, [0b1000, 0, 0, 0]),
    ]

    /// From blank, or from wherever it was interrupted, to secured, with the old image in slot A.
    static func provision(_ device: inout some Mailbox) throws {
        if try device.status().lifecycle == .blank {
            try device.done(.makeSecret)
            try move(&device, to: .provisioning)
        }
        if try device.status().lifecycle == .provisioning {
            try move(&device, to: .provisioning)
            for (fuse, value) in burns { try device.done(.burnFuse, [fuse.rawValue, 0, 0, 0] + value) }
            for fuse in [Fuse.rootKey2, .rootKey3] { try device.done(.lockFuse, [fuse.rawValue]) }
            try write(&device, oldImage, to: .a)
            try move(&device, to: .secured)
        }
        try move(&device, to: .secured)
    }

    /// Moves on, or completes a move that was interrupted.
    static func move(_ device: inout some Mailbox, to lifecycle: Lifecycle) throws {
        let status = try device.status()
        if status.lifecycle != lifecycle || status.torn & 1 == 1 {
            try device.done(.moveOn, LittleEndian.octets([lifecycle.rawValue]))
        }
    }

    static func write(_ device: inout some Mailbox, _ image: [UInt8], to slot: Slot) throws {
        try device.done(.eraseSlot, [slot.rawValue, 0, 0, 0])
        for start in stride(from: 0, to: image.count, by: 4096) {
            let part = Array(image[start..<min(start + 4096, image.count)])
            try device.done(.writeSlot, [slot.rawValue, 0, 0, 0] + LittleEndian.octets([UInt32(start)]) + part)
        }
        try device.done(.finishSlot, [slot.rawValue, 0, 0, 0])
    }

    /// The slot that is named, and its octets; nil when none is left.
    static func nextImage(_ device: inout some Mailbox) throws -> (slot: Slot, image: [UInt8])? {
        let answer = try device.done(.nextSlot)
        guard let slot = Slot(rawValue: answer[0]) else { return nil }
        let count = Int(LittleEndian.words(Array(answer.suffix(4)))[0])
        var image: [UInt8] = []
        while image.count < count {
            let numbers = LittleEndian.octets([UInt32(image.count), UInt32(min(4096, count - image.count))])
            image += try device.done(.readSlot, [slot.rawValue, 0, 0, 0] + numbers)
        }
        return (slot, image)
    }

    /// Boots what the block names: the old image has the counter 1, the new one 2.
    @discardableResult
    static func boot(_ device: inout some Mailbox, layers: Int = 2) throws -> Slot? {
        guard let (slot, image) = try nextImage(&device) else { return nil }
        let counter: UInt32 = image == newImage ? 2 : 1
        for layer in 1...layers {
            let measured = measurement(image + [UInt8(layer)], counter: counter)
            try device.done(.advance, try octets(measured))
        }
        return slot
    }
}

extension Device {
    /// Secured, with the old image in slot A, at the beginning of a boot.
    static func provisioned(seed: UInt64 = .random(in: 0...(.max))) throws -> Device {
        var device = try Device(seed: seed)
        try Station.provision(&device)
        try device.restart()
        return device
    }

    /// The same, running in this layer.
    static func running(layer: Int, seed: UInt64 = .random(in: 0...(.max))) throws -> Device {
        var device = try provisioned(seed: seed)
        try Station.boot(&device, layers: layer)
        return device
    }
}
