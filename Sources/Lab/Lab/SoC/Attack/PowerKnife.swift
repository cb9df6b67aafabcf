internal import Foundation
internal import Glibc
internal import Synchronization

/// Kills a block's process at a durable write: as soon as the line that announces it stands in the log.
final class PowerKnife: Sendable {
    private let log: String
    private let lines: Int
    private let state = Mutex<(process: Int32, isDone: Bool)>((0, false))
    private let ended = DispatchSemaphore(value: 0)

    init(_ log: URL, lines: Int) {
        self.log = log.path
        self.lines = lines
    }

    /// Whom it is to kill; another one after a restart. Not reaped before ``finish()`` by whoever started it, or gone.
    var process: Int32 {
        get { state.withLock { $0.process } }
        set { state.withLock { $0.process = newValue } }
    }

    func start() {
        Thread { [self] in
            while !state.withLock({ $0.isDone }) {
                let count = FileManager.default.contents(atPath: log)?.count { $0 == 0x0A } ?? 0
                if count >= lines {
                    let identifier = process
                    if identifier > 0 { kill(identifier, SIGKILL) }
                    break
                }
                usleep(50)
            }
            ended.signal()
        }.start()
    }

    func finish() {
        state.withLock { $0.isDone = true }
        ended.wait()
    }
}
