internal import Model

/// The control channel of swtpm: the buttons and wires of the emulated machine, not the TPM's own interface.
///
/// Big-endian command number, then arguments; the answer begins with a TPM result (swtpm: tpm_ioctl.h). Each command
/// has a connection of its own, because swtpm serves one at a time and tools want their turn.
public struct ControlChannel: Sendable {
    public var endpoint: Endpoint
    public var timeout: Duration

    public init(_ endpoint: Endpoint, timeout: Duration = .seconds(10)) {
        self.endpoint = endpoint
        self.timeout = timeout
    }

    /// The command numbers: CMD_… of tpm_ioctl.h.
    private enum Command: UInt32 {
        case getCapability = 0x01
        case initialize = 0x02
        case shutdown = 0x03
        case getTPMEstablished = 0x04
        case setLocality = 0x05
        case hashStart = 0x06
        case hashData = 0x07
        case hashEnd = 0x08
        case cancelTPMCommand = 0x09
        case storeVolatile = 0x0A
        case resetTPMEstablished = 0x0B
        case stop = 0x0E
    }

    /// Which commands this swtpm has: PTM_CAP_… bits.
    public func capabilities() throws -> UInt64 {
        // The one answer without a result in front.
        try run(.getCapability, answer: 8, hasResult: false).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// CMD_INIT: power on. The TPM then waits for TPM2_Startup.
    ///
    /// - Parameter deleteVolatile: forget the volatile state that was stored for a migration.
    public func initialize(deleteVolatile: Bool = false) throws {
        try run(.initialize, [0, 0, 0, deleteVolatile ? 1 : 0])
    }

    /// CMD_STOP: power off, while swtpm stays. Volatile state is lost.
    public func stop() throws { try run(.stop) }

    /// CMD_SHUTDOWN: power off, and swtpm ends.
    public func shutDown() throws { try run(.shutdown) }

    /// Power off and on again, as a machine does it: PCRs are reset, transient objects and sessions are gone.
    public func powerCycle() throws {
        try stop()
        try initialize()
    }

    /// CMD_GET_TPMESTABLISHED: whether a dynamic root of trust was established since the bit was reset.
    public func isTPMEstablished() throws -> Bool { try run(.getTPMEstablished, answer: 4).first == 1 }

    /// CMD_RESET_TPMESTABLISHED, from locality 3 or 4.
    public func resetTPMEstablished(locality: UInt8) throws { try run(.resetTPMEstablished, [locality]) }

    /// CMD_SET_LOCALITY for the commands that follow on the server socket.
    public func setLocality(_ locality: UInt8) throws { try run(.setLocality, [locality]) }

    /// CMD_CANCEL_TPM_CMD: asks the TPM to abandon the command in progress.
    public func cancelCommand() throws { try run(.cancelTPMCommand) }

    /// CMD_STORE_VOLATILE: writes the volatile state to the state directory.
    public func storeVolatile() throws { try run(.storeVolatile) }

    /// CMD_HASH_START, CMD_HASH_DATA and CMD_HASH_END: the hardware's own measurement (H-CRTM before Startup, else a
    /// dynamic launch into PCR 17).
    public func hash(_ data: [UInt8]) throws {
        try run(.hashStart)
        var rest = data[...]
        while !rest.isEmpty {
            let part = rest.prefix(4096)
            rest = rest.dropFirst(part.count)
            try run(.hashData, octets(UInt32(part.count)) + part)
        }
        try run(.hashEnd)
    }

    /// Sends one command and returns what follows the result.
    @discardableResult
    private func run(
        _ command: Command,
        _ arguments: [UInt8] = [],
        answer: Int = 0,
        hasResult: Bool = true
    ) throws -> [UInt8] {
        let deadline = Deadline(after: timeout)
        let channel = try Channel.connect(to: endpoint, until: deadline)
        try channel.send(octets(command.rawValue) + arguments, until: deadline)
        guard hasResult else { return try channel.receive(answer, until: deadline) }
        let result = try channel.receive(4, until: deadline).reduce(0) { $0 << 8 | UInt32($1) }
        guard result == 0 else {
            throw BedplateError(
                .tpmControlRefused,
                "swtpm refused the control command \(command) with result 0x" + String(result, radix: 16)
            )
        }
        return try channel.receive(answer, until: deadline)
    }

    private func octets(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }
}
