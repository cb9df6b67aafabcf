import PKCS11
import Synchronization

/// A fault that a test puts before a function of a real module: it counts calls, and fails some of them.
final class Fault: Sendable {
    private let state: Mutex<(calls: Int, failures: Int, result: UInt)>

    init(_ result: UInt = 0, times: Int = 0) { state = Mutex((0, times, result)) }

    var calls: Int { state.withLock { $0.calls } }

    /// From now on so many calls fail with this result.
    func arm(_ result: UInt, times: Int = 1) {
        state.withLock {
            $0.failures = times
            $0.result = result
        }
    }

    func strike(_ function: String) throws(CryptokiError) {
        let result: UInt? = state.withLock { state in
            state.calls += 1
            guard state.failures > 0 else { return nil }
            state.failures -= 1
            return state.result
        }
        if let result { throw CryptokiError(function, result) }
    }
}
