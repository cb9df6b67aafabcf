import TPM2

/// Sits on the bus: records everything, and does one thing to one message.
final class Interposer: Transport {
    enum Act: Equatable {
        case nothing
        case flip(message: Int, byte: Int)
        /// The message is not passed on.
        case drop(message: Int)
        /// An earlier message of the same direction is passed on instead.
        case replay(message: Int, earlier: Int)
    }

    let base: any Transport
    var act = Act.nothing
    /// Commands and responses in turn: even messages go to the TPM, odd ones come from it.
    private(set) var traffic: [[UInt8]] = []

    init(_ base: any Transport) { self.base = base }

    func begin(_ act: Act) {
        self.act = act
        traffic = []
    }

    func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        let sent = try pass(command)
        let answer = try base.transmit(sent, timeout: timeout)
        return try pass(answer)
    }

    private func pass(_ message: [UInt8]) throws -> [UInt8] {
        let number = traffic.count
        traffic.append(message)
        switch act {
        case .flip(number, let byte) where byte < message.count:
            var altered = message
            altered[byte] ^= 0x01
            // A transport bounds the size field before it believes it; swtpm would wait for octets that never come.
            return number % 2 == 0 && (2..<6).contains(byte) ? message : altered
        case .drop(number): throw TestFailure("dropped")
        case .replay(number, let earlier): return traffic[earlier]
        default: return message
        }
    }
}
