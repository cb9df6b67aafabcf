import Glibc
import Model
import Testing

@testable import TPMTransport

/// The driver's behaviour, shown by a socket pair that keeps messages apart as /dev/tpmrm0 does.
@Suite struct DeviceTransportTests {
    @Test func `a command is one write and a response one read`() throws {
        let (device, driver) = try pair(Int32(SOCK_SEQPACKET.rawValue))
        let transport = try DeviceTransport(owning: device)
        driver.send(success)
        #expect(try transport.transmit(command, timeout: .seconds(5)) == success)
        #expect(driver.receive() == command)
        #expect(driver.receive().isEmpty)
    }

    @Test func `a response in pieces is put together`() throws {
        let (device, driver) = try pair(Int32(SOCK_STREAM.rawValue))
        let transport = try DeviceTransport(owning: device)
        let answer = try concurrently {
            for octet in success {
                usleep(1_000)
                driver.send([octet])
            }
        } while: {
            try transport.transmit(command, timeout: .seconds(10))
        }
        #expect(answer == success)
    }

    @Test func `a silent device is given up in time and not spoken to again`() throws {
        let (device, driver) = try pair(Int32(SOCK_SEQPACKET.rawValue))
        let transport = try DeviceTransport(owning: device)
        #expect(throws: BedplateError(.tpmTimedOut, "")) {
            try transport.transmit(command, timeout: .milliseconds(50))
        }
        driver.send(success)
        #expect(throws: BedplateError(.tpmDisconnected, "")) {
            try transport.transmit(command, timeout: .seconds(1))
        }
    }

    @Test(arguments: [
        [0x80, 0x01, 0, 0, 0, 9, 0, 0, 0, 0],
        [0x80, 0x01, 0, 0, 0x10, 0x01, 0, 0, 0, 0],
        [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0, 0, 0],
    ])
    func `a response that disagrees with its header is refused`(answer: [UInt8]) throws {
        let (device, driver) = try pair(Int32(SOCK_SEQPACKET.rawValue))
        let transport = try DeviceTransport(owning: device)
        driver.send(answer)
        #expect(throws: BedplateError(.tpmMalformed, "")) {
            try transport.transmit(command, timeout: .seconds(5))
        }
    }

    @Test func `a device that is absent is named`() {
        #expect(throws: BedplateError(.tpmUnreachable, "")) { try DeviceTransport(path: "/dev/no-such-tpm") }
    }

    private func pair(_ type: Int32) throws -> (device: Int32, driver: Peer) {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, type, 0, &ends) == 0)
        return (ends[0], Peer(ends[1]))
    }
}
