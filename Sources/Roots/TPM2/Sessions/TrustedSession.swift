/// A conversation that an interposer can neither read nor change: an HMAC session salted to a key of this TPM that was
/// verified before. Every call is authenticated both ways and encrypted where it can be.
///
/// What it cannot protect: an error code, and that there is no answer at all. Handles of responses travel outside the
/// HMAC; the Name of what they stand for does not, so that an exchanged handle leads to an error.
public struct TrustedSession {
    public let tpm: TPM
    public let session: Session

    @discardableResult
    public func execute<C: Command>(_ command: C, auth: Authorization...) throws -> C.Response {
        try tpm.execute(command, auth, over: session)
    }
}

extension TPM {
    /// Runs `body` with a session salted to `key`, and flushes the session and all that `body` left loaded.
    ///
    /// - Parameter key: a decryption key in this TPM whose public area was *verified*: against its certificate, or
    ///   against what was recorded when the device was enrolled. With any other key this session protects nothing.
    public func trusted<Result>(by key: LoadedObject, _ body: (TrustedSession) throws -> Result) throws -> Result {
        try scoped {
            let session = try startSession(saltedTo: key)
            return try body(TrustedSession(tpm: self, session: session))
        }
    }
}
