import Model
import TPM2
import TPMTransport
import Testing

/// Answers from a list, and remembers what it was asked.
private final class Answers: Transport {
    var answers: [[UInt8]]
    var commands: [[UInt8]] = []
    init(_ answers: [[UInt8]]) { self.answers = answers }

    func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        commands.append(command)
        return answers.count > 1 ? answers.removeFirst() : answers[0]
    }
}

@Suite struct RetryingTransportTests {
    @Test(arguments: [0x0908, 0x090A, 0x0922] as [UInt16])
    func `a command that was not executed is sent again unchanged`(code: UInt16) throws {
        let base = Answers([refusal(code), refusal(code), success])
        let transport = RetryingTransport(base, pause: .milliseconds(1))
        #expect(try transport.transmit(command, timeout: .seconds(5)) == success)
        #expect(base.commands == [command, command, command])
    }

    @Test func `repetitions are bounded by number`() throws {
        let base = Answers([refusal(0x0922)])
        let transport = RetryingTransport(base, retries: 3, pause: .milliseconds(1))
        #expect(try transport.transmit(command, timeout: .seconds(5)) == refusal(0x0922))
        #expect(base.commands.count == 4)
    }

    @Test func `repetitions are bounded by time`() throws {
        let base = Answers([refusal(0x0922)])
        let transport = RetryingTransport(base, retries: .max, pause: .milliseconds(20))
        let start = ContinuousClock.now
        #expect(try transport.transmit(command, timeout: .milliseconds(100)) == refusal(0x0922))
        #expect(ContinuousClock.now - start < .seconds(3))
    }

    @Test(arguments: [
        success,
        refusal(0x0921),
        refusal(0x098E),
        [0x80, 0x02, 0, 0, 0, 10, 0, 0, 0x09, 0x22],
        [0x80, 0x01, 0, 0, 0, 11, 0, 0, 0x09, 0x22, 0],
    ])
    func `every other answer is returned at once`(answer: [UInt8]) throws {
        let base = Answers([answer])
        #expect(try RetryingTransport(base).transmit(command, timeout: .seconds(5)) == answer)
        #expect(base.commands.count == 1)
    }
}

private func refusal(_ code: UInt16) -> [UInt8] {
    [0x80, 0x01, 0, 0, 0, 10, 0, 0, UInt8(code >> 8), UInt8(code & 0xFF)]
}
