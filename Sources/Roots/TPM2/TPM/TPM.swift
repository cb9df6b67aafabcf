/// A conversation with one TPM 2.0.
///
/// ```swift
/// let tpm = TPM(transport)
/// let random = try tpm.execute(GetRandom(bytesRequested: 16)).randomBytes
/// ```
///
/// Serial by construction: synchronous, not `Sendable`. What a command loads is remembered until it is flushed, see
/// ``scoped(_:)``.
public final class TPM {
    let transport: any Transport
    /// How long one exchange may take: key generation is slow in silicon.
    public var timeout: Duration
    /// Transient objects and sessions that this conversation made and has not flushed, oldest first.
    public internal(set) var openHandles: [Handle] = []

    public init(_ transport: any Transport, timeout: Duration = .seconds(90)) {
        self.transport = transport
        self.timeout = timeout
    }

    /// Runs `body`, then flushes every object and session that it left in the TPM, also when it throws.
    ///
    /// - Throws: what `body` throws; else the error of a flush that failed.
    public func scoped<Result>(_ body: () throws -> Result) throws -> Result {
        let before = openHandles.count
        let result: Result
        do {
            result = try body()
        } catch {
            try? flush(downTo: before)
            throw error
        }
        try flush(downTo: before)
        return result
    }

    /// Flushes an object or session; a session of ours is ended with it.
    public func flush(_ handle: Handle) throws { try execute(FlushContext(flushHandle: handle)) }

    /// Newest first, all of them, even when one fails.
    private func flush(downTo count: Int) throws {
        var failure: (any Error)?
        for handle in openHandles.dropFirst(count).reversed() {
            do { try flush(handle) } catch { failure = failure ?? error }
        }
        // What could not be flushed is not tried again by an outer scope.
        openHandles = Array(openHandles.prefix(count))
        if let failure { throw failure }
    }
}
