internal import Digests
internal import Wire

extension TPM {
    /// Runs one command.
    ///
    /// No error code is ever answered by another command, and a failed authorization is never tried again: each trial
    /// counts towards lockout. A transport may repeat what the TPM did not execute (RETRY, YIELDED, TESTING).
    ///
    /// Nothing of the answer is returned before it was checked: header, length, the HMAC of every session, the
    /// parameters to the last octet. Without a session there is no HMAC, and the answer is only a claim.
    ///
    /// - Parameters:
    ///   - authorizations: one for each handle that needs one, in the handles' order.
    ///   - session: a session for encryption and authentication of the answer, beside those that authorize.
    ///   - encrypt: what is encrypted, by `session` if given, else by the first authorizing session that can.
    /// - Throws: ``TPMError``; what the transport throws, when the outcome in the TPM is unknown and the sessions that
    ///   were used have ended.
    @discardableResult
    public func execute<C: Command>(
        _ command: C,
        auth authorizations: Authorization...,
        over session: Session? = nil,
        encrypt: ParameterEncryption = .wherePossible
    ) throws -> C.Response {
        try execute(command, authorizations, over: session, encrypt: encrypt)
    }

    @discardableResult
    public func execute<C: Command>(
        _ command: C,
        _ authorizations: [Authorization],
        over session: Session? = nil,
        encrypt: ParameterEncryption = .wherePossible
    ) throws -> C.Response {
        let exchange = try Exchange(command, authorizations, over: session, encrypt: encrypt)
        let request = try exchange.request()
        let bytes: [UInt8]
        do {
            bytes = try transport.transmit(request, timeout: timeout)
        } catch {
            // Whether the TPM rolled its nonces is unknown.
            exchange.endSessions()
            throw error
        }
        do {
            let response = try exchange.accept(bytes) { handle in
                if handle.isFlushable { openHandles.append(handle) }
            }
            if let flushed = (command as? FlushContext)?.flushHandle { openHandles.removeAll { $0 == flushed } }
            return response
        } catch TPMError.refused(let command, let code) {
            // The TPM does not roll nonces when it refuses: the sessions live on.
            throw TPMError.refused(command, code)
        } catch let error as WireError {
            exchange.endSessions()
            throw TPMError.malformed(C.code, error)
        } catch {
            exchange.endSessions()
            throw error
        }
    }
}

extension Handle {
    /// Whether TPM2_FlushContext removes it.
    var isFlushable: Bool { [.transient, .hmacSession, .policySession].contains(kind) }
}
