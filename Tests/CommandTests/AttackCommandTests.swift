import Foundation
import Glibc
import Programs
import Testing

/// `lab soc attack`, `debug` and `return`, as people run them.
@Suite struct AttackCommandTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `attacks are listed, and the block that ships lacks nothing`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.script(
            """
            bedplate lab soc attack --list -> unsigned -> block:locks
            2:bedplate lab soc attack -> names of attacks
            2:bedplate lab soc attack no-such -> there is no attack
            3:bedplate lab soc attack --all --firmware nowhere -> Scripts/build-firmware
            """
        )
        // Only the mutant can be told to leave a defence out, and it says so.
        let block = try Program([
            Stage.path("bedplate-subsystem"), "--directory", "x", "--mailbox", "3", "--without", "locks",
        ])
        #expect(block.status != 0 && block.errorText.contains("Unknown option '--without'"), "\(block.errorText)")
        let mutant = try Program(
            [Stage.path("bedplate-mutant-subsystem"), "--directory", "x", "--mailbox", "3", "--without", "locks"]
        )
        #expect(mutant.status == 3 && mutant.errorText.contains("MUTANT: this block lacks 'locks'"))
    }

    @Test func `the debug port asks the fuses, and the maker's key opens it once the secrets are gone`() throws {
        let stage = try Stage()
        defer { stage.end() }
        let firmware = stage.directory.appending(path: "firmware").path
        let build = try Program([Self.root.path + "/Scripts/build-firmware", firmware], atMost: 600)
        try #require(build.status == 0, "\(build.text)\(build.errorText)")
        try stage.write("correct horse\n", to: "pass")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: stage.directory.appending(path: "pass").path
        )
        let sign = "bedplate image sign mcuboot"
        let with = "--key maker --pin file:pass --full-key --version 1.0.0 --counter 1 --header-size 0x200"
        let soc = "bedplate lab soc"
        let provision =
            "--firmware firmware --root-key maker.pem --return-key returns.pem --image s.img --application a.img"
        try stage.script(
            """
            bedplate key new maker --pin file:pass
            bedplate key new returns --pin file:pass
            bedplate key export-public maker --out maker.pem
            bedplate key export-public returns --out returns.pem
            \(sign) firmware/secure-firmware.bin \(with) --load-address 0x1a400000 --out s.img -> signed
            \(sign) firmware/application.bin \(with) --load-address 0x0a420000 --out a.img -> signed
            \(soc) new dev1 --firmware firmware
            \(soc) new dev2 --firmware firmware
            """
        )
        // Blank: open.
        try debugged(stage, "dev1")
        try stage.script(
            """
            \(soc) provision dev1 \(provision) -> is secured
            \(soc) provision dev2 \(provision) --close-debug -> is secured
            1:\(soc) debug dev1 --firmware firmware -> debug status 3 -> lab soc return dev1
            1:\(soc) debug dev2 --firmware firmware -> closed for ever, for everybody (debug status 4)
            1:\(soc) return dev2 --key returns --pin file:pass --firmware firmware -> closed for ever
            1:\(soc) return dev1 --key maker --pin file:pass --firmware firmware -> does not take this key
            1:\(soc) debug dev1 --firmware firmware -> debug status 3
            """
        )
        let secret = try uniqueSecret(stage, "dev1")
        #expect(secret.contains { $0 != 0xFF } && secret.contains { $0 != 0 })
        let slot = try stage.read("lab/soc/dev1/block/slot-a.bin")
        try stage.script(
            """
            \(soc) return dev1 --key returns --pin file:pass --firmware firmware -> secrets are destroyed
            1:\(soc) return dev1 --key returns --pin file:pass --firmware firmware -> is open
            """
        )
        #expect(try uniqueSecret(stage, "dev1").allSatisfy { $0 == 0xFF })
        // The flash was off the board, and is what it was.
        #expect(try stage.read("lab/soc/dev1/block/slot-a.bin") == slot)
        let writes = String(decoding: try stage.read("lab/soc/dev1/block/writes.log"), as: UTF8.self)
            .split(separator: "\n")
        let last = try #require(writes.lastIndex { $0.hasPrefix("fuse uniqueSecret") })
        let opened = try #require(writes.lastIndex { $0.hasPrefix("fuse lifecycle") })
        #expect(last < opened)
        try debugged(stage, "dev1")
    }

    /// The first copy of the unique secret in the silicon: behind the header and the words of the regions before it.
    private func uniqueSecret(_ stage: Stage, _ name: String) throws -> [UInt8] {
        let fuses = try stage.read("lab/soc/\(name)/block/fuses.otp")
        let words = (fuses.count - 16) / 3 / 4
        return Array(fuses[(16 + (words - 9) * 4)..<(16 + words * 4)])
    }

    /// A debugger reaches the device, and reads the vector of its reset from the ROM.
    private func debugged(_ stage: Stage, _ name: String) throws {
        let session = try stage.begin("bedplate lab soc debug \(name) --firmware firmware --seconds 60")
        defer { session.end() }
        let end = Date.now.addingTimeInterval(30)
        var socket: String?
        while socket == nil, Date.now < end, session.isRunning {
            usleep(20_000)
            let text = (try? String(contentsOf: session.outputFile, encoding: .utf8)) ?? ""
            socket = text.split(separator: "\n").first { $0.contains("target remote ") }
                .map { String($0.split(separator: " ")[2]) }
        }
        let path = try #require(socket, "no port")
        let attributes = try FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path
        )
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        // m10000004,4: the reset vector is in the ROM, and odd.
        let answer = try Self.ask(path, "+$m10000004,4#52")
        let digits = Array(answer.split(separator: "$").last ?? "").prefix(8)
        let octets = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt32(String(digits[$0...($0 + 1)]), radix: 16)
        }
        try #require(octets.count == 4, "\(answer)")
        let vector = octets.reversed().reduce(0) { $0 << 8 | $1 }
        #expect((0x1000_0000..<0x1001_0000).contains(vector) && vector & 1 == 1)
    }

    /// Sends a packet to a stub over a Unix socket; what comes within two seconds.
    private static func ask(_ path: String, _ packet: String) throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The path has fewer octets than its place, whose others are zeros.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, size) }
        }
        try #require(result == 0, "no connection to \(path)")
        let octets = Array(packet.utf8)
        _ = unsafe send(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL))
        var text = ""
        let end = Date.now.addingTimeInterval(2)
        while Date.now < end, text.split(separator: "#").count < 2 {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wanted, 1, 200) > 0 else { continue }
            var part = [UInt8](repeating: 0, count: 256)
            let count = unsafe recv(descriptor, &part, part.count, 0)
            guard count > 0 else { break }
            text += String(decoding: part.prefix(count), as: UTF8.self)
        }
        return text
    }
}
