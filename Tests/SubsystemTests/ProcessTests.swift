import Foundation
import Glibc
import Lab
import Model
import Programs
import SoC
import Testing
import Wire

@testable import Subsystem

@Suite("The block as a process", .serialized) struct ProcessTests {
    private func make(_ path: String) throws {
        let made = try Program([BlockProcess.executable(), "--directory", path, "--new"])
        #expect(made.status == 0 && made.output.isEmpty && made.errors.isEmpty)
    }

    @Test func `it serves a device, and ends when its mailbox is closed`() throws {
        try Scratch.with { path in
            try make(path)
            var identifier: Int32 = 0
            do {
                var device = try BlockProcess(path)
                identifier = device.process.processIdentifier
                try Station.provision(&device)
                #expect(try device.status().lifecycle == .secured)
                // Another process does not get the device meanwhile.
                let second = try BlockProcess(path)
                #expect(throws: BedplateError.self) { try second.client.receive() }
            }
            #expect(kill(identifier, 0) == -1 && errno == ESRCH)
            var next = try BlockProcess(path)
            #expect(try Station.boot(&next) == .a)
            #expect(try next.status().layer == 2)
            let log = try String(contentsOfFile: path + ".log", encoding: .utf8)
            #expect(log == "error: another process has the device in \(path)\n")
            try FileManager.default.removeItem(atPath: path + ".log")
        }
    }

    @Test func `no frame resets it: damage, noise and replays leave layer and number as they are`() throws {
        try Scratch.with { path in
            try make(path)
            var device = try BlockProcess(path)
            defer { try? FileManager.default.removeItem(atPath: path + ".log") }
            try Station.provision(&device)
            device.process.kill()
            device = try BlockProcess(path)
            try Station.boot(&device)
            let good = MailboxFrame(request: 1, sequence: device.client.sequence).octets
            var damaged = good
            damaged[9] ^= 1
            for octets in [damaged, [0, 0, 0], [UInt8](repeating: 0xFF, count: 4000), Array(good.reversed())] {
                try device.client.send(octets)
                #expect(try device.client.receive().status == .damaged)
            }
            try device.client.send(MailboxFrame(request: 1, sequence: 0).octets)
            #expect(try device.client.receive().status == .outOfSequence)
            // In two parts, with time between them.
            try device.client.send(Array(good.prefix(7)))
            usleep(50_000)
            try device.client.send(Array(good.dropFirst(7)))
            let status = try DeviceStatus(device.client.receive().payload, order: .little)
            #expect(status.layer == 2)
        }
    }

    @Test func `a wrong call ends with a usage error, a missing device with an environment error`() throws {
        let executable = try BlockProcess.executable()
        for arguments in [[], ["--directory", "x"], ["--directory", "x", "--new", "--mailbox", "3"]] as [[String]] {
            #expect(try Program([executable] + arguments).status != 0)
        }
        try Scratch.with { path in
            let missing = try Program([executable, "--directory", path, "--mailbox", "0"])
            #expect(missing.status == 3 && missing.errorText.hasPrefix("error: cannot open "))
        }
    }

    @Test func `killed at any moment of provisioning, it is noticed to be torn or whole, and completed by repeating`()
        throws
    {
        // How long it takes undisturbed, for kills over the whole length.
        let whole = try Scratch.with { path in
            try make(path)
            var device = try BlockProcess(path)
            defer { try? FileManager.default.removeItem(atPath: path + ".log") }
            let start = ContinuousClock.now
            try Station.provision(&device)
            return (ContinuousClock.now - start) / .microseconds(1)
        }
        var (killed, torn, devices) = (0, 0, 0)
        for round in 0..<6 {
            try Scratch.with { path in
                try make(path)
                devices += 1
                defer { try? FileManager.default.removeItem(atPath: path + ".log") }
                var key: [UInt8]?
                for attempt in 0..<5 {
                    var device = try BlockProcess(path)
                    let delay = whole * (Double(attempt) + Double.random(in: 0..<1)) / 6
                    let killer = Killer(device.process, afterMicroseconds: delay)
                    do { try Station.provision(&device) } catch is BedplateError { killed += 1 }
                    killer.finish()
                    let storage = try DeviceDirectory(path)
                    let status = try Self.status(storage)
                    if status.torn != 0 { torn += 1 }
                    for fuse in FuseLayout.fuses where status.torn >> UInt32(fuse.rawValue) & 1 == 0 {
                        let reading = try storage.reading(fuse)
                        #expect(reading.copies.allSatisfy { $0 == reading.copies[0] }, "round \(round): \(fuse)")
                        #expect(reading.condition != .broken)
                    }
                    // A key that was there stays.
                    let secret = try storage.reading(.uniqueSecret)
                    if let key { #expect(secret.condition == .whole && LittleEndian.octets(secret.value) == key) }
                    if secret.condition == .whole { key = LittleEndian.octets(secret.value) }
                }
                var device = try BlockProcess(path)
                try Station.provision(&device)
                #expect(try device.status() == DeviceStatus(lifecycle: .secured, debugStatus: 3, layer: 0, torn: 0))
                #expect(try Station.nextImage(&device)?.image == Station.oldImage)
            }
        }
        print("\(killed) blocks killed while \(devices) devices were provisioned, \(torn) left torn")
        // Else the kills came too late, and show nothing.
        #expect(killed > 0)
    }

    private static func status(_ storage: DeviceDirectory) throws -> DeviceStatus {
        var block = try FuseAndKeyBlock(storage, random: SharedRandom.octets)
        let answer = try MailboxFrame(block.respond(to: MailboxFrame(request: 1, sequence: 0).octets))
        return try DeviceStatus(answer.payload, order: .little)
    }

    @Test func `killed at any moment of an update, the next boot has the old image or the new one`() throws {
        try Scratch.with { path in
            try make(path)
            defer { try? FileManager.default.removeItem(atPath: path + ".log") }
            do {
                var device = try BlockProcess(path)
                try Station.provision(&device)
            }
            var confirmed = Station.oldImage
            do {
                var device = try BlockProcess(path)
                try Station.boot(&device)
                try device.done(.confirm)
            }
            // How long an update takes undisturbed, for kills over the whole length and a little beyond.
            let whole = try {
                var device = try BlockProcess(path)
                try Station.boot(&device, layers: 1)
                let start = ContinuousClock.now
                try Station.write(&device, Station.newImage, to: .b)
                return (ContinuousClock.now - start) / .microseconds(1)
            }()
            do {
                var device = try BlockProcess(path)
                #expect(try Station.boot(&device) == .b)
                try device.done(.confirm)
                confirmed = Station.newImage
            }
            var outcomes: [String: Int] = [:]
            var killed = 0
            for round in 0..<40 {
                var device = try BlockProcess(path)
                let slot = try #require(try Station.boot(&device, layers: 1), "round \(round): no slot is left")
                let image = Station.image("\(100 + round)", 7000)
                // In one round of eight nothing kills before the end, in another everything at the beginning: however
                // fast the machine is, both outcomes are there.
                let delay = round % 8 == 0 ? 0 : whole * .random(in: 0..<1.4)
                let killer = round % 8 == 7 ? nil : Killer(device.process, afterMicroseconds: delay)
                do {
                    try device.done(.confirm)
                    try Station.write(&device, image, to: slot == .a ? .b : .a)
                } catch is BedplateError { killed += 1 }
                killer?.finish()
                device.process.kill()
                var next = try BlockProcess(path)
                let (_, found) = try #require(try Station.nextImage(&next), "round \(round): no slot is left")
                #expect(found == image || found == confirmed, "round \(round)")
                outcomes[found == image ? "new" : "old", default: 0] += 1
                confirmed = found
                for _ in 0..<2 { try next.done(.advance, try Station.octets(Station.measurement([1]))) }
                try next.done(.confirm)
            }
            print("\(killed) blocks killed while they updated: \(outcomes)")
            #expect(killed > 0 && outcomes.count == 2)
        }
    }
}
