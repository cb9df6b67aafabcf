import Glibc
import Lab
import LabSupport
import Model
import TPM2
import TPMTransport
import Testing

/// TPM2_GetRandom of eight octets.
let command: [UInt8] = [0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x7B, 0, 8]
/// A response without parameters.
let success: [UInt8] = [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0, 0]

@Suite struct SocketTransportTests {
    @Test(arguments: [LabTPM.Carrier.unix, .tcp])
    func `a TPM answers over either kind of socket`(carrier: LabTPM.Carrier) throws {
        try withLabTPM(over: carrier) { tpm in
            let transport = try tpm.connect()
            for _ in 0..<20 {
                let response = try transport.transmit(command, timeout: .seconds(10))
                #expect(response.count == 20 && response[6..<10].allSatisfy { $0 == 0 })
            }
            // A command in pieces that arrive as one, and the largest that the transport lets through.
            let large: [UInt8] = [0x80, 0x01, 0, 0, 0x10, 0, 0, 0, 0x01, 0x7B] + [UInt8](repeating: 0, count: 4086)
            #expect(try transport.transmit(large, timeout: .seconds(10)).count == 10)
        }
    }

    @Test func `a second connection waits until the first is closed`() throws {
        try withLabTPM { tpm in
            let first = try tpm.connect()
            _ = try first.transmit(command, timeout: .seconds(10))
            let impatient = try tpm.connect()
            #expect(throws: BedplateError(.tpmTimedOut, "")) {
                try impatient.transmit(command, timeout: .milliseconds(50))
            }
            impatient.close()
            first.close()
            let second = try tpm.connect()
            #expect(try second.transmit(command, timeout: .seconds(10)).count == 20)
        }
    }

    @Test func `a peer that never answers is given up in time, and the connection with it`() throws {
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let start = ContinuousClock.now
        #expect(throws: BedplateError(.tpmTimedOut, "")) {
            try transport.transmit(command, timeout: .milliseconds(80))
        }
        let elapsed = ContinuousClock.now - start
        #expect(elapsed >= .milliseconds(80) && elapsed < .seconds(5))
        // The late answer must not become the answer to the next command.
        peer.accept().send(success)
        #expect(throws: BedplateError(.tpmDisconnected, "")) {
            try transport.transmit(command, timeout: .seconds(1))
        }
    }

    @Test func `an answer that trickles in gains no time`() throws {
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let connection = peer.accept()
        connection.send([])
        // All but the last octet is there already.
        #expect(throws: BedplateError(.tpmDisconnected, "")) {
            connection.send([UInt8](success.dropLast()))
            _ = try transport.transmit(command, timeout: .milliseconds(80))
        }
        let patient = try SocketTransport(peer.endpoint)
        let slow = peer.accept()
        let answer = concurrently {
            for octet in success {
                usleep(20_000)
                slow.send([octet])
            }
        } while: {
            Result { try patient.transmit(command, timeout: .milliseconds(90)) }
        }
        #expect(throws: BedplateError(.tpmTimedOut, "")) { try answer.get() }
    }

    @Test func `an answer in pieces is put together`() throws {
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let connection = peer.accept()
        let answer = try concurrently {
            for octet in [0x80, 0x01, 0, 0, 0, 12, 0, 0, 0, 0, 0xAA, 0xBB] as [UInt8] {
                usleep(2_000)
                connection.send([octet])
            }
        } while: {
            try transport.transmit(command, timeout: .seconds(10))
        }
        #expect(answer.suffix(2) == [0xAA, 0xBB])
        #expect(connection.receive() == command)
    }

    @Test(arguments: [0, 1, 5, 9, 10, 19])
    func `a peer that closes within its answer is named as that`(sent: Int) throws {
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let connection = peer.accept()
        let answer = [0x80, 0x01, 0, 0, 0, 20, 0, 0, 0, 0] + [UInt8](repeating: 7, count: 10)
        #expect(throws: BedplateError(.tpmDisconnected, "")) {
            try concurrently { [connection] in
                usleep(20_000)
                connection.send([UInt8](answer.prefix(sent)))
                connection.hangUp()
            } while: {
                try transport.transmit(command, timeout: .seconds(10))
            }
        }
    }

    @Test(arguments: [0, 9, 4097, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
    func `a size outside the limits is refused before anything is awaited`(size: UInt32) throws {
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let connection = peer.accept()
        let octets = (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * UInt32($0))) }
        #expect(throws: BedplateError(.tpmMalformed, "")) {
            try concurrently {
                usleep(20_000)
                connection.send([0x80, 0x01] + octets + [0, 0, 0, 0] + [UInt8](repeating: 1, count: 64))
            } while: {
                try transport.transmit(command, timeout: .seconds(10))
            }
        }
    }

    @Test func `an answer longer than announced spoils the next exchange, not its meaning`() throws {
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let connection = peer.accept()
        let answer = try concurrently {
            usleep(20_000)
            connection.send(success + success)
        } while: {
            try transport.transmit(command, timeout: .seconds(10))
        }
        #expect(answer == success)
        #expect(throws: BedplateError(.tpmDisconnected, "")) {
            try transport.transmit(command, timeout: .seconds(1))
        }
    }

    @Test(arguments: ["empty", "one octet short", "one octet long", "over the limit"])
    func `a command that does not agree with its header is not sent`(fault: String) throws {
        let bytes: [UInt8] =
            switch fault {
            case "empty": []
            case "one octet short": [UInt8](command.dropLast())
            case "one octet long": command + [0]
            default: [0x80, 0x01, 0, 0, 0x10, 0x01] + [UInt8](repeating: 0, count: 4091)
            }
        let peer = try ScriptedPeer()
        let transport = try SocketTransport(peer.endpoint)
        let connection = peer.accept()
        #expect(throws: BedplateError(.tpmMalformed, "")) { try transport.transmit(bytes, timeout: .seconds(1)) }
        #expect(connection.receive().isEmpty)
    }

    @Test(arguments: [
        Endpoint.unix(path: "/nonexistent/tpm.sock"),
        .unix(path: String(repeating: "x", count: 108)),
        .unix(path: ""),
        .tcp(host: "127.0.0.1", port: 1),
        .tcp(host: "no-such-host.invalid", port: 2321),
    ])
    func `an address where nothing listens is named`(endpoint: Endpoint) {
        #expect(throws: BedplateError(.tpmUnreachable, "")) {
            try SocketTransport(endpoint, timeout: .milliseconds(300))
        }
    }

    @Test func `addresses are written and read as tpm2-tools take them`() {
        for endpoint in [Endpoint.tcp(host: "127.0.0.1", port: 2321), .unix(path: "/run/a=b/tpm.sock")] {
            #expect(Endpoint(tcti: endpoint.tcti) == endpoint)
        }
        for text in [
            "", "swtpm:", "swtpm:path=", "device:/dev/tpm0", "swtpm:port=1", "swtpm:host=h,port=0",
            "swtpm:host=h,port=99999", "swtpm:path=a,path=b", "swtpm:path=a,port=1",
        ] {
            #expect(Endpoint(tcti: text) == nil, "\(text)")
        }
    }
}
