import Fleet
import Synchronization

/// What a callback was told.
final class Told: Sendable {
    private let list = Mutex<[FleetProgress]>([])

    func append(_ progress: FleetProgress) { list.withLock { $0.append(progress) } }
    var all: [FleetProgress] { list.withLock { $0 } }
}
