import Crypto
import SoC
import Testing

@testable import Subsystem

@Suite("The return path") struct ReturnTests {
    static func response(
        _ challenge: [UInt8],
        _ key: P256.Signing.PrivateKey = Station.maker,
        label: String = "Bedplate return v1\0"
    ) throws -> [UInt8] {
        let signature = try key.signature(for: Array(label.utf8) + challenge)
        return Array(key.publicKey.rawRepresentation) + Array(signature.rawRepresentation)
    }

    /// The maker takes the device back.
    static func giveBack(_ device: inout Device) throws {
        let challenge = try device.done(.returnChallenge)
        try device.done(.returnResponse, try response(challenge))
    }

    @Test func `the maker opens a device whose secrets are gone by then`() throws {
        var device = try Device.provisioned()
        let key = try #require(device.block.registers.instanceKey).publicKey
        let challenge = try device.done(.returnChallenge)
        #expect(Array(challenge.suffix(64)) == Array(key.rawRepresentation))
        let before = device.storage.lines[.writes]?.count ?? 0
        try device.done(.returnResponse, try Self.response(challenge))
        #expect(device.storage.reading(of: .uniqueSecret).condition == .destroyed)
        #expect(device.block.registers.secret == nil && device.block.registers.instanceKey == nil)
        #expect(device.block.registers.certificates.isEmpty)
        #expect(try device.status() == DeviceStatus(lifecycle: .returned, debugStatus: 0, layer: 0, torn: 0))
        // The secret's words first, the lifecycle's last.
        let lines = try #require(device.storage.lines[.writes]).dropFirst(before)
        #expect(lines.count == 30)
        #expect(lines.prefix(27).allSatisfy { $0.hasPrefix("fuse uniqueSecret") })
        #expect(lines.suffix(3).allSatisfy { $0.hasPrefix("fuse lifecycle") })
        // It boots for its maker, and vouches for nothing any more.
        try device.restart()
        try Station.boot(&device)
        #expect(try device.status().layer == 2)
        for command in [MailboxCommand.attest, .derive, .sign, .seal, .certificate] {
            #expect(try device.ask(command, Refusals.payloads[command] ?? []).status == .wrongLifecycle)
        }
    }

    @Test func `another key, another message, another device, another boot and a second try are refused`() throws {
        var device = try Device.provisioned()
        let stored = device.storage.parts
        let old = try device.done(.returnChallenge)
        try device.restart()
        #expect(try device.ask(.returnResponse, try Self.response(old)).status == .absent)
        var other = try Device.provisioned(seed: 99)
        let otherKey = try other.done(.returnChallenge).suffix(64)
        let wrong: [(String, ([UInt8]) throws -> [UInt8])] = [
            ("another key", { try Self.response($0, P256.Signing.PrivateKey()) }),
            ("another label", { try Self.response($0, label: "Bedplate return v2\0") }),
            ("another boot", { _ in try Self.response(old) }),
            ("another device", { try Self.response(Array($0.prefix(32)) + otherKey) }),
            ("a damaged signature", { try Self.response($0) }),
            ("no point", { _ in [UInt8](repeating: 1, count: 128) }),
        ]
        for (name, response) in wrong {
            let challenge = try device.done(.returnChallenge)
            #expect(challenge != old)
            var answer = try response(challenge)
            if name == "a damaged signature" { answer[100] ^= 1 }
            #expect(try device.ask(.returnResponse, answer).status == .invalid, "\(name)")
            // The challenge is used up, also for the right answer.
            #expect(try device.ask(.returnResponse, try Self.response(challenge)).status == .absent, "\(name)")
        }
        #expect(device.storage.parts == stored)
        #expect(try device.status().lifecycle == .secured)
    }

    @Test func `debug that is closed for ever stays closed for the maker too`() throws {
        var device = try Device()
        try device.done(.makeSecret)
        try Station.move(&device, to: .provisioning)
        try device.done(.burnFuse, [Fuse.debugDisable.rawValue, 0, 0, 0, 1, 0, 0, 0])
        try Station.provision(&device)
        #expect(try device.status().debugStatus == 4)
        #expect(try device.ask(.returnChallenge).status == .locked)
    }

    @Test func `without a return key nobody opens it`() throws {
        var device = try Device()
        try device.done(.makeSecret)
        try Station.move(&device, to: .provisioning)
        try device.done(.burnFuse, [Fuse.rootKey0.rawValue, 0, 0, 0] + Station.rootKeys[0])
        try Station.move(&device, to: .secured)
        #expect(try device.ask(.returnChallenge).status == .absent)
    }

    @Test func `a return that the power cut anywhere is completed by repeating it, and opens nothing before`() throws {
        for cut in 0..<30 {
            for torn in [0, 2] {
                var device = try Device.provisioned(seed: UInt64(cut))
                let secret = device.storage.reading(of: .uniqueSecret).value
                let challenge = try device.done(.returnChallenge)
                device.storage.writesLeft = cut
                device.storage.tornOctets = torn
                #expect(try device.ask(.returnResponse, try Self.response(challenge)).status == .failed)
                // Nothing changes any more in this boot.
                #expect(try device.ask(.returnChallenge).status == .failed)
                try device.restart()
                let status = try device.status()
                if status.lifecycle == .returned {
                    #expect(device.storage.reading(of: .uniqueSecret).condition == .destroyed)
                } else {
                    #expect(status.lifecycle == .secured && status.debugStatus == 3)
                    let reading = device.storage.reading(of: .uniqueSecret)
                    let isNoticed = status.torn >> UInt32(Fuse.uniqueSecret.rawValue) == 1
                    #expect(reading.value == secret || isNoticed || reading.condition == .destroyed)
                    try Self.giveBack(&device)
                }
                if try device.status().torn & 1 == 1 { try Station.move(&device, to: .returned) }
                #expect(try device.status() == DeviceStatus(lifecycle: .returned, debugStatus: 0, layer: 0, torn: 0))
            }
        }
    }
}
