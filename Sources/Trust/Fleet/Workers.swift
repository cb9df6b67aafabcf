internal import Dispatch
internal import Model
internal import Synchronization

/// The same work in several threads.
enum Workers {
    /// The results of `work` for 0 to `count` − 1, in that order; all are finished before it returns.
    ///
    /// Blocks the thread: this is arithmetic for seconds to minutes.
    static func run<T: Sendable>(
        _ count: Int,
        _ work: @Sendable (Int) throws(BedplateError) -> T
    ) throws(BedplateError) -> [T] {
        let results = Mutex<[Int: Result<T, BedplateError>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result: Result<T, BedplateError>
            do throws(BedplateError) { result = .success(try work(index)) } catch { result = .failure(error) }
            results.withLock { $0[index] = result }
        }
        let all = results.withLock { $0 }
        var values: [T] = []
        for index in 0..<count {
            guard let result = all[index] else { throw BedplateError(.corrupt, "a worker did not end") }
            values.append(try result.get())
        }
        return values
    }
}
