import TPM2

/// Carries commands to a TPM and adds up how long it waited for the answers: the TPM's own time, with the socket's.
final class TimedTransport: Transport {
    private let base: any Transport
    private(set) var spent = Duration.zero
    private(set) var commands = 0

    init(_ base: any Transport) { self.base = base }

    func reset() {
        spent = .zero
        commands = 0
    }

    func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        let start = ContinuousClock.now
        defer {
            spent += ContinuousClock.now - start
            commands += 1
        }
        return try base.transmit(command, timeout: timeout)
    }
}
