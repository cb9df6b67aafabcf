public import Foundation
import Glibc

/// A program that a test started. Killed, and waited for, when it goes out of scope.
///
/// Not Foundation's `Process`: its `waitUntilExit` was seen to hang under the test runner's threads, and children
/// inherit the signals that those threads block.
public final class RunningProgram {
    public let processIdentifier: Int32
    /// What it wrote, standard output and error apart; complete once it has ended.
    public let outputFile: URL
    public let errorFile: URL
    private let scratch: URL
    private var status: Int32?

    /// Starts a program found on the path, or by its path.
    ///
    /// - Parameters:
    ///   - environment: added to this process's own.
    ///   - input: what it reads; nothing by default.
    public init(
        _ arguments: [String],
        in directory: URL? = nil,
        environment: [String: String] = [:],
        input: [UInt8] = []
    ) throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "bedplate-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        outputFile = scratch.appending(path: "output")
        errorFile = scratch.appending(path: "errors")
        let inputFile = scratch.appending(path: "input")
        try Data(input).write(to: inputFile)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        processIdentifier = try Self.spawn(
            arguments,
            directory?.path,
            variables,
            inputFile.path,
            outputFile.path,
            errorFile.path
        )
    }

    deinit {
        end(SIGKILL)
        try? FileManager.default.removeItem(at: scratch)
    }

    public var isRunning: Bool { poll() == nil }

    /// Sends the signal and waits.
    public func end(_ signal: Int32 = SIGTERM) {
        guard poll() == nil else { return }
        kill(processIdentifier, signal)
        if wait(atMost: 10) == nil {
            kill(processIdentifier, SIGKILL)
            _ = wait(atMost: 10)
        }
    }

    /// Waits for the end; nil if it has not come after so many seconds. A signal counts as 128 and its number.
    public func wait(atMost seconds: Double) -> Int32? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let status = poll() { return status }
            usleep(2_000)
        }
        return poll()
    }

    private func poll() -> Int32? {
        if let status { return status }
        var raw: Int32 = 0
        guard unsafe waitpid(processIdentifier, &raw, WNOHANG) == processIdentifier else { return nil }
        let signal = raw & 0x7F
        status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
        return status
    }

    private static func spawn(
        _ arguments: [String],
        _ directory: String?,
        _ variables: [String],
        _ input: String,
        _ output: String,
        _ errors: String
    ) throws -> Int32 {
        var attributes = posix_spawnattr_t()
        var actions = unsafe posix_spawn_file_actions_t()
        var none = sigset_t()
        var process = pid_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
        // env replaces itself by the program, so the process is the same.
        let arguments = directory.map { ["env", "-C", $0] + arguments } ?? arguments
        // C strings that live through the call: posix_spawn copies them into the child.
        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe argv.forEach { unsafe free($0) }
            unsafe envp.forEach { unsafe free($0) }
            unsafe posix_spawnattr_destroy(&attributes)
            unsafe posix_spawn_file_actions_destroy(&actions)
        }
        let result = unsafe posix_spawnp(&process, arguments[0], &actions, &attributes, &argv, &envp)
        guard result == 0 else { throw ProgramFailure("\(arguments[0]) could not be started: errno \(result)") }
        return process
    }
}
