public import TPM2

/// Sends a command again, unchanged, when the TPM answers that it did not execute it: TPM_RC_YIELDED, TPM_RC_TESTING
/// and TPM_RC_RETRY (Part 2, 6.6.3).
///
/// The answer is not authenticated, so an interposer can provoke repetitions, but no more than it could by repeating
/// the command itself; their number and the whole time are bounded. Session nonces do not roll on these codes
/// (Part 1, 19.6.4), so the same octets are right.
public struct RetryingTransport<Base: Transport>: Transport {
    public var base: Base
    /// How often a command is sent again before the TPM's answer is returned as it is.
    public var retries: Int
    /// The first pause; each further one is twice as long, to at most half a second.
    public var pause: Duration

    public init(_ base: Base, retries: Int = 12, pause: Duration = .milliseconds(5)) {
        self.base = base
        self.retries = retries
        self.pause = pause
    }

    public func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        let end = ContinuousClock.now + timeout
        let deadline = Deadline(after: timeout)
        var pause = pause
        var left = retries
        while true {
            let response = try base.transmit(command, timeout: max(end - .now, .zero))
            guard left > 0, isNotExecuted(response), !deadline.hasPassed else { return response }
            left -= 1
            deadline.sleep(pause)
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    /// Exactly a bare header without sessions and one of the three codes.
    private func isNotExecuted(_ response: [UInt8]) -> Bool {
        let header: [UInt8] = [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x09]
        guard response.count == 10, response.starts(with: header) else { return false }
        return [0x08, 0x0A, 0x22].contains(response[9])
    }
}
