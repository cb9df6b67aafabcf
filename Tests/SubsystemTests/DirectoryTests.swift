import Foundation
import Model
import SoC
import Testing

@testable import Subsystem

@Suite("A device's files") struct DirectoryTests {
    @Test func `a blank device is made once, whole, and taken by one`() throws {
        try Scratch.with { path in
            #expect(throws: BedplateError(.environment, "")) { try DeviceDirectory(path) }
            try DeviceDirectory.makeBlank(path)
            #expect(throws: BedplateError(.conflict, "")) { try DeviceDirectory.makeBlank(path) }
            do {
                let device = try DeviceDirectory(path)
                #expect(throws: BedplateError(.conflict, "")) { try DeviceDirectory(path) }
                #expect(try device.reading(.lifecycle).words == [0])
            }
            _ = try DeviceDirectory(path)
            let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            #expect(
                names == [
                    "boots.log", "fuses.otp", "slot-a.bin", "slot-b.bin", "slot-recovery.bin", "slots.journal",
                    "writes.log",
                ]
            )
        }
    }

    @Test func `what an interrupted making left is made anew`() throws {
        try Scratch.with { path in
            try DeviceDirectory.makeBlank(path)
            try FileManager.default.removeItem(atPath: path + "/fuses.otp")
            try Data([1]).write(to: URL(fileURLWithPath: path + "/slot-b.bin"))
            try DeviceDirectory.makeBlank(path)
            _ = try DeviceDirectory(path)
        }
    }

    @Test func `files of another size or beginning, and links, are refused`() throws {
        let octets = FuseLayout.blank
        var wrong = [Array(octets.dropLast()), octets + [0], [], Array("BPFUSE01".utf8)]
        for place in 0..<FuseLayout.headerSize {
            var other = octets
            other[place] ^= 1
            wrong.append(other)
        }
        for octets in wrong {
            try Scratch.with { path in
                try DeviceDirectory.makeBlank(path)
                try Data(octets).write(to: URL(fileURLWithPath: path + "/fuses.otp"))
                #expect(throws: BedplateError(.malformed, "")) { try DeviceDirectory(path) }
            }
        }
        try Scratch.with { path in
            try DeviceDirectory.makeBlank(path)
            try FileManager.default.moveItem(atPath: path + "/slot-a.bin", toPath: path + "/elsewhere")
            try FileManager.default.createSymbolicLink(
                atPath: path + "/slot-a.bin",
                withDestinationPath: path + "/elsewhere"
            )
            #expect(throws: BedplateError(.environment, "")) { try DeviceDirectory(path) }
        }
    }

    @Test func `the file of fuses sets bits and never clears one, whatever is asked`() throws {
        try Scratch.with { path in
            try DeviceDirectory.makeBlank(path)
            let device = try DeviceDirectory(path)
            let place = FuseLayout.offset(.rootKey0, copy: 0)
            try device.write([0xF0, 0x01], to: .fuses, at: place)
            try device.write([0x0F, 0x00], to: .fuses, at: place)
            #expect(try device.read(.fuses, place..<place + 2) == [0xFF, 0x01])
            // The header is not for burning either: what is there stays.
            try device.write([0], to: .fuses, at: 0)
            #expect(try device.read(.fuses, 0..<FuseLayout.headerSize) == FuseLayout.header)
            for offset in [-1, FuseLayout.size] {
                #expect(throws: StorageFailure.self) { try device.write([1], to: .fuses, at: offset) }
            }
        }
    }

    @Test func `the fuses can be looked at while a block has the device, but for the secret`() throws {
        try Scratch.with { path in
            #expect(throws: BedplateError(.environment, "")) { try FuseSnapshot(path) }
            try DeviceDirectory.makeBlank(path)
            let device = try DeviceDirectory(path)
            var storage = device
            #expect(try FuseSnapshot(path).lifecycle == .blank && FuseSnapshot(path).debugStatus == 0)
            try storage.burn([3], into: .lifecycle)
            try storage.burn(value: [UInt32](repeating: 9, count: 8), into: .uniqueSecret)
            let secured = try FuseSnapshot(path)
            #expect(secured.lifecycle == .secured && secured.debugStatus == 3)
            #expect(secured.words(.lifecycle) == [3] && secured.words(.uniqueSecret) == nil)
            try storage.burn([1], into: .debugDisable)
            #expect(try FuseSnapshot(path).debugStatus == 4)
            try Data(FuseLayout.blank.dropLast()).write(to: URL(fileURLWithPath: path + "/fuses.otp"))
            #expect(throws: BedplateError(.malformed, "")) { try FuseSnapshot(path) }
        }
    }

    @Test func `what a block wrote is there for the next one`() throws {
        try Scratch.with { path in
            try DeviceDirectory.makeBlank(path)
            var keys: [[UInt8]] = []
            for _ in 0..<2 {
                var block = try FuseAndKeyBlock(DeviceDirectory(path), random: SharedRandom.octets)
                let make = MailboxFrame(request: MailboxCommand.makeSecret.rawValue, sequence: 0)
                keys.append(block.respond(to: make.octets))
                let report = MailboxFrame(
                    request: MailboxCommand.report.rawValue,
                    sequence: 1,
                    [13, 0, 5, 0, 2, 0, 0, 0]
                )
                _ = block.respond(to: report.octets)
            }
            #expect(keys[0] == keys[1])
            let boots = try String(contentsOfFile: path + "/boots.log", encoding: .utf8).split(separator: "\n")
            #expect(boots.count == 2)
            for line in boots { #expect(line.hasSuffix(" layer 0 code 0x0005000d image-signature detail 0x00000002")) }
            let writes = try String(contentsOfFile: path + "/writes.log", encoding: .utf8).split(separator: "\n")
            #expect(writes.count == 27 && writes.allSatisfy { $0.hasPrefix("fuse uniqueSecret word ") })
        }
    }
}
