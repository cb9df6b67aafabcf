import Foundation
import Glibc
import Lab

/// Kills a process after a while.
///
/// The process is not reaped before the kill was sent: until then its number is nobody else's.
final class Killer {
    private let process: LabSubsystem
    private let thread: Thread

    init(_ process: LabSubsystem, afterMicroseconds delay: Double) {
        self.process = process
        let identifier = process.processIdentifier
        thread = Thread {
            usleep(useconds_t(delay))
            kill(identifier, SIGKILL)
        }
        thread.start()
    }

    /// Waits until it is done, and reaps the process.
    func finish() {
        while !thread.isFinished { usleep(500) }
        process.kill()
    }
}
