/// A way to a TPM: one command out, one response back.
///
/// A conversation with a TPM is serial by construction, so a transport is synchronous, is not `Sendable` and is never
/// shared between tasks. It carries bytes and believes nothing in them except the size field of the header, which it
/// bounds.
public protocol Transport {
    /// Sends one whole command and waits for one whole response.
    ///
    /// When this throws, it is unknown whether the TPM executed the command. A transport that can no longer tell
    /// which command the next bytes would answer refuses every further call; open a new one.
    ///
    /// - Parameters:
    ///   - command: header, handles, authorisations and parameters; at most 4096 octets.
    ///   - timeout: how long the whole exchange may take. RSA key generation can take a discrete TPM a minute.
    /// - Returns: the response: at least a header (10 octets), at most 4096 octets, and exactly as long as the header
    ///   says. Its content is unverified.
    func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8]
}
