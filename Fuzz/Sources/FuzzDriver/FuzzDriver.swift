import Foundation

public typealias FuzzTest = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
public typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

/// libFuzzer, as a function.
@_extern(c, "LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: FuzzTest
)
    -> CInt

/// What every fuzz target does beside its test.
///
/// SwiftPM links an executable's `main` to `<target>_main`; a target defines that symbol and calls ``run(_:_:seeds:test:)``.
public enum FuzzDriver {
    /// Runs libFuzzer over `test`; or, if `BEDPLATE_FUZZ_SEEDS` names a directory, writes the seeds there and returns.
    ///
    /// - Parameter seeds: the corpus to start from, made by the project's own writers, never taken from elsewhere.
    public static func run(
        _ count: CInt,
        _ arguments: Arguments,
        seeds: () throws -> [[UInt8]],
        test: FuzzTest
    ) -> CInt {
        guard let directory = ProcessInfo.processInfo.environment["BEDPLATE_FUZZ_SEEDS"] else {
            var count = count
            var arguments = arguments
            return runDriver(&count, &arguments, test)
        }
        do {
            for (number, seed) in try seeds().enumerated() {
                try Data(seed).write(to: URL(fileURLWithPath: directory).appendingPathComponent("seed-\(number)"))
            }
            return 0
        } catch {
            FileHandle.standardError.write(Data("error: seeds: \(error)\n".utf8))
            return 3
        }
    }
}

/// What a global holds is no leak, though the leak check cannot see it where it lies behind a tagged pointer: memory that the
/// one-time initialiser of a global (its mangled name ends with WZ) allocated is passed over.
@_cdecl("__lsan_default_suppressions")
public func leakSuppressions() -> UnsafePointer<CChar> {
    let text: StaticString = "leak:*_WZ\n"
    return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
