internal import Model
public import TPM2

/// Commands and responses over the server socket of a software TPM (swtpm `--server type=tcp` or `type=unixio`).
///
/// swtpm serves one connection at a time: while this one is open, others wait. The first failed exchange ends it,
/// because a late answer would otherwise be taken for the answer to the next command.
public final class SocketTransport: Transport {
    public let endpoint: Endpoint
    private var channel: Channel?

    /// - Throws: `tpm-unreachable` when nothing listens there, or not within `timeout`.
    public init(_ endpoint: Endpoint, timeout: Duration = .seconds(5)) throws {
        self.endpoint = endpoint
        self.channel = try Channel.connect(to: endpoint, until: Deadline(after: timeout))
    }

    /// Ends the connection, so that swtpm turns to the next one. The TPM keeps what is loaded in it.
    public func close() { channel = nil }

    public func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        guard let channel else {
            throw BedplateError(.tpmDisconnected, "the connection to \(endpoint) has ended", hint: "open a new one")
        }
        try Frame.check(command: command)
        // Put back only after a whole exchange.
        self.channel = nil
        guard !channel.isReadable else {
            throw BedplateError(.tpmDisconnected, "\(endpoint) closed the connection or spoke without being asked")
        }
        let deadline = Deadline(after: timeout)
        try channel.send(command, until: deadline)
        var response = try channel.receive(Frame.headerSize, until: deadline)
        response += try channel.receive(try Frame.size(of: response) - Frame.headerSize, until: deadline)
        self.channel = channel
        return response
    }
}
