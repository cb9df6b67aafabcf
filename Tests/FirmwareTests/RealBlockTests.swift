import Digests
import Foundation
import KeyStore
import Lab
import MCUboot
import SoC
import Subsystem
import Testing
import Wire

extension FuseAndKeyBlock: DeviceBlock {
    mutating func answer(_ request: Frame) throws -> [UInt8] { respond(to: try request.octets()) }
}

/// ROM and fuse-and-key block together, from a blank device on.
@Suite(.serialized) struct RealBlockTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-soc-\(UUID().uuidString)")

    private typealias Device = EmulatedDevice<FuseAndKeyBlock<DeviceDirectory>>

    /// A boot: a new block over what is stored, and a new emulator; both end with it.
    private func boot(_ body: (Device) throws -> Void) throws {
        try body(EmulatedDevice(FuseAndKeyBlock(DeviceDirectory(directory.path), random: { randomOctets($0) })))
    }

    private func done(_ device: Device, _ command: MailboxCommand, _ payload: [UInt8] = []) throws {
        let answer = try device.ask(command, payload)
        #expect(answer.status == .done, "\(command)")
    }

    private func write(_ image: [UInt8], to slot: Slot, of device: Device) throws {
        for start in stride(from: 0, to: image.count, by: 4096) {
            let part = Array(image[start..<min(start + 4096, image.count)])
            let place = try UInt32(start).serialized(order: .little)
            try done(device, .writeSlot, [slot.rawValue, 0, 0, 0] + place + part)
        }
    }

    /// On the station, over the console.
    private func provision(_ maker: Maker, _ image: [UInt8]) throws {
        try DeviceDirectory.makeBlank(directory.path)
        try boot { device in
            try device.run { device.lines("B:").contains("B:00000003 00000000") }
            #expect(try device.ask(.makeSecret).payload.count == 64)
            try done(device, .moveOn, Lifecycle.provisioning.rawValue.serialized(order: .little))
            try done(device, .burnFuse, [Fuse.rootKey2.rawValue, 0, 0, 0] + maker.digest())
            try done(device, .burnFuse, [Fuse.returnKey.rawValue, 0, 0, 0] + [UInt8](repeating: 3, count: 32))
            try done(device, .eraseSlot, [0, 0, 0, 0])
            try write(image, to: .a, of: device)
            try done(device, .finishSlot, [0, 0, 0, 0])
            try done(device, .moveOn, Lifecycle.secured.rawValue.serialized(order: .little))
            try device.run()
            #expect(!device.hasStarted)
        }
    }

    @Test func `a blank device is provisioned over the console, and boots as often as it is switched on`() async throws
    {
        defer { try? FileManager.default.removeItem(at: directory) }
        let maker = try Maker()
        try await provision(maker, maker.slot(counter: 1).octets)
        for _ in 0..<3 {
            try boot { device in
                try device.run { device.text.hasSuffix("A:ready\n") }
                #expect(device.hasStarted)
                #expect(device.lines("B:").first?.hasPrefix("B:00000001 00") == true)
                #expect(device.lines("B:").last == "B:00000002 00000000")
                #expect(device.lines("A:confirmed").count == 1)
            }
        }
        let fuses = try FuseSnapshot(directory.path)
        #expect(fuses.lifecycle == .secured && fuses.words(.secureCounter)?.first == 1)
        #expect(fuses.words(.applicationCounter)?.first == 1)
    }

    @Test func `a device with nothing to boot takes an authentic image over the console, and no fuses`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let maker = try Maker()
        let image = try await maker.image(counter: 1)
        var tampered = image
        tampered[600] ^= 1
        try provision(maker, tampered)
        try boot { device in
            try device.run { device.lines("B:").contains("B:00070001 00000000") }
            #expect(!device.hasStarted && device.lines("B:").first == "B:00050009 00000000")
            // No fuse is burned over the console any more.
            let burn = try device.ask(.burnFuse, [Fuse.rootKey3.rawValue, 0, 0, 0] + maker.digest())
            #expect(burn.status == .unknownCommand)
            // The return path is there, and asks for more than being asked.
            #expect(try device.ask(.returnChallenge).payload.count == 96)
            #expect(try device.ask(.returnResponse, [UInt8](repeating: 7, count: 128)).status != .done)
            try write(tampered, to: .recovery, of: device)
            #expect(try device.ask(.finishSlot, [Slot.recovery.rawValue, 0, 0, 0]).status == .invalid)
            try write(image, to: .recovery, of: device)
            device.send(try Frame(.finishSlot, [Slot.recovery.rawValue, 0, 0, 0]).octets())
            try device.run()
            #expect(device.hasStarted)
            #expect(device.lines("B:").last?.hasPrefix("B:00000004 02") == true)
        }
    }
}
