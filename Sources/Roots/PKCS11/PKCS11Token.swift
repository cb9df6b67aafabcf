internal import CPKCS11
internal import Dispatch
internal import Files
internal import Model

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A token in use: a bounded number of sessions, a login, and the way back when the token was taken out.
///
/// A PIN that was refused is never tried again, by this value or after a reconnection; one that was accepted is used again
/// after a reconnection, and only with the same token (label, manufacturer, model and serial).
///
/// A token belongs to the process that opened it: a child made by fork must open it anew, and before it or its parent
/// used any task, as Dispatch does not survive a fork.
public actor PKCS11Token {
    /// As the token presented itself first.
    public nonisolated let info: TokenInfo
    public nonisolated let module: PKCS11Module
    /// The most sessions at a time: callers beyond wait.
    public nonisolated let sessionLimit: Int
    private let secret: SecretSource?
    private var slot: UInt
    private var idle: [UInt] = []
    private var lent = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Counts reconnections: what was known of handles before is void.
    private var generation = 0
    private var login = Login.pending
    private var pin: Secret?
    /// Why the PIN could not be read: taken by the caller that wanted it.
    private var obstacle: BedplateError?
    private nonisolated let process = getpid()

    private enum Login {
        case pending, done
        case refused(BedplateError)
    }

    /// A session for one use.
    struct Loan: Sendable {
        var session: UInt
        var generation: Int
        var slot: UInt
        /// For keys that want it with every signature; nil where the token asks by itself.
        var pin: Secret?
        var functions: CryptokiFunctions
    }

    init(_ module: PKCS11Module, slot: UInt, _ info: TokenInfo, secret: SecretSource?, sessionLimit: Int = 8) {
        self.module = module
        self.slot = slot
        self.info = info
        self.secret = secret
        self.sessionLimit = sessionLimit
    }

    deinit {
        // In a child of the process that opened them, the sessions are the parent's.
        guard process == getpid() else { return }
        for session in idle { try? module.functions.closeSession(session) }
    }

    /// The program that plays the token; nil when nothing says so.
    public nonisolated var software: String? { SoftwareToken.name(module.info, info) }

    /// The token and its module, for a person.
    public nonisolated var description: String {
        "token '\(info.label)' (\(info.manufacturer) \(info.model), serial \(info.serial)) behind \(module.name)"
    }

    /// PKCS#11, "Applications and processes": a child has no sessions, and no login; what it inherited is its parent's.
    ///
    /// - Throws: ``BedplateError/Code/forked`` in a process that did not open the token.
    nonisolated func checkProcess() throws(BedplateError) {
        guard process == getpid() else {
            throw BedplateError(
                .forked,
                "the token '\(info.label)' was opened by the process that this one was forked from",
                hint: "open it in the process that uses it"
            )
        }
    }

    /// Calls the module with a session, on a thread that may block.
    ///
    /// - Parameters:
    ///   - writes: whether objects are made: with a session of its own.
    ///   - repeatable: whether `body` may run a second time, in a new session, when the first was lost under it.
    func withSession<Result: Sendable>(
        writes: Bool = false,
        repeatable: Bool = true,
        _ body: @escaping @Sendable (Loan) throws(CryptokiError) -> Result
    ) async throws(BedplateError) -> Result {
        try checkProcess()
        var triesLeft = repeatable ? 1 : 0
        while true {
            var before = generation
            do throws(CryptokiError) {
                let loan = try await borrow(writes: writes)
                before = loan.generation
                do throws(CryptokiError) {
                    let result = try await Self.blocking { () throws(CryptokiError) in try body(loan) }
                    giveBack(loan, writes: writes)
                    return result
                } catch {
                    giveBack(loan, writes: writes, broken: true)
                    throw error
                }
            } catch {
                // Whoever waits for a session must not wait for one that was never lent.
                wake()
                if let obstacle {
                    self.obstacle = nil
                    throw obstacle
                }
                if case .refused(let refusal) = login, error.concernsPIN { throw refusal }
                guard error.remedy != .none, triesLeft > 0 else { throw error.explained(info.label) }
                triesLeft -= 1
                try reconnect(after: error, from: before)
            }
        }
    }

    // The errors of the module go through borrowing as they are; what the login refuses for good is kept in `login`.
    private func borrow(writes: Bool) async throws(CryptokiError) -> Loan {
        var session: UInt?
        while session == nil {
            while lent >= sessionLimit { await turn() }
            if !writes, let kept = idle.popLast() {
                session = kept
            } else {
                do throws(CryptokiError) {
                    session = try module.functions.openSession(slot, writes)
                } catch  where error.result == CKR_SESSION_COUNT {
                    // The token allows fewer than we do: one of ours is given up, or awaited.
                    if let kept = idle.popLast() {
                        close(kept)
                    } else {
                        guard lent > 0 else { throw error }
                        await turn()
                    }
                }
            }
        }
        guard let session else { throw CryptokiError("C_OpenSession", CKR_GENERAL_ERROR) }
        do throws(CryptokiError) {
            try logIn(session)
        } catch {
            close(session)
            throw error
        }
        lent += 1
        return Loan(
            session: session,
            generation: generation,
            slot: slot,
            pin: info.hasPINPad ? nil : pin,
            functions: module.functions
        )
    }

    private func turn() async { await withCheckedContinuation { waiting.append($0) } }

    private func giveBack(_ loan: Loan, writes: Bool, broken: Bool = false) {
        lent -= 1
        // After an error a session may be in the middle of an operation.
        if writes || broken || loan.generation != generation {
            close(loan.session)
        } else {
            idle.append(loan.session)
        }
        wake()
    }

    /// With the last session the login ends — PKCS#11 3.1, 5.6.7 (C_CloseSession).
    private func close(_ session: UInt) {
        try? module.functions.closeSession(session)
        if lent == 0, idle.isEmpty, case .done = login { login = .pending }
    }

    private func wake() { if !waiting.isEmpty { waiting.removeFirst().resume() } }

    private func logIn(_ session: UInt) throws(CryptokiError) {
        switch login {
        case .done: return
        case .refused: throw CryptokiError("C_Login", CKR_PIN_INCORRECT)
        case .pending: break
        }
        let now = try module.functions.tokenInfo(slot)
        // The PIN is for this token, and no other is told it.
        guard now.isSame(as: info) else { throw CryptokiError("C_GetTokenInfo", CKR_DEVICE_REMOVED) }
        guard now.needsLogin else {
            login = .done
            return
        }
        if now.isPINLocked { return try refuse(CryptokiError("C_GetTokenInfo", CKR_PIN_LOCKED)) }
        if now.hasOneTryLeft, !now.hasPINPad {
            login = .refused(
                BedplateError(
                    .pinIncorrect,
                    "the token '\(info.label)' has one try left before its PIN is locked; it is not spent here",
                    hint: "log in with the token's own tool (pkcs11-tool --login); that sets the count back"
                )
            )
            throw CryptokiError("C_GetTokenInfo", CKR_PIN_INCORRECT)
        }
        do throws(CryptokiError) {
            if now.hasPINPad {
                try module.functions.login(session, CKU_USER, nil)
            } else {
                try module.functions.login(session, CKU_USER, try readPIN().octets)
            }
        } catch  where error.result == CKR_USER_ALREADY_LOGGED_IN {
            // Another part of this process did.
        } catch  where error.concernsPIN {
            return try refuse(error)
        }
        login = .done
    }

    private func refuse(_ error: CryptokiError) throws(CryptokiError) {
        pin = nil
        login = .refused(error.explained(info.label))
        throw error
    }

    private func readPIN() throws(CryptokiError) -> Secret {
        if let pin { return pin }
        do throws(BedplateError) {
            let read = try (secret ?? .prompt).read("PIN of the token '\(info.label)'")
            pin = read
            return read
        } catch {
            obstacle = error
            throw CryptokiError("C_Login", CKR_FUNCTION_CANCELED)
        }
    }

    /// Everything that was known of sessions and the login is void, and the token is looked for, wherever it is now.
    private func reconnect(after error: CryptokiError, from before: Int) throws(BedplateError) {
        // Another caller was first.
        guard before == generation else { return }
        generation += 1
        for session in idle { try? module.functions.closeSession(session) }
        idle = []
        if case .done = login { login = .pending }
        if error.remedy == .initialize {
            do { try module.functions.initialize() } catch  where error.result == CKR_CRYPTOKI_ALREADY_INITIALIZED {
            } catch { throw error.explained(info.label) }
        }
        guard error.remedy != .newSession else { return }
        guard let place = try module.places().first(where: { $0.info.isSame(as: info) }) else {
            throw error.explained(info.label)
        }
        slot = place.slot
    }

    private static func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () throws(CryptokiError) -> Result
    ) async throws(CryptokiError) -> Result {
        // A token may take seconds: no thread of the tasks' pool is held meanwhile.
        let result: Swift.Result<Result, CryptokiError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(CryptokiError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
