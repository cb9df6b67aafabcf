internal import Synchronization

/// Counts steps from several threads, and tells of each two-hundredth part.
final class ProgressMeter: Sendable {
    private struct State {
        var done = 0
        var total = 1
        var told = 0
    }

    private let stage: FleetProgress.Stage
    private let callback: FleetProgress.Callback
    private let state = Mutex(State())

    init(_ stage: FleetProgress.Stage, _ callback: @escaping FleetProgress.Callback) {
        self.stage = stage
        self.callback = callback
    }

    func begin(_ total: Int) { state.withLock { $0 = State(total: max(1, total)) } }

    func advance(_ steps: Int) {
        state.withLock { state in
            state.done = min(state.done + steps, state.total)
            let part = state.done * 200 / state.total
            guard part > state.told else { return }
            state.told = part
            callback(FleetProgress(stage: stage, fraction: Double(state.done) / Double(state.total)))
        }
    }
}
