internal import Foundation
internal import Glibc
internal import Model

/// A program that this process started; its output goes to a file.
final class ChildProcess {
    let identifier: pid_t
    private let log: String
    /// The exit status as waitpid(2) gives it, once the child was reaped.
    private var status: Int32?
    /// While this end is open, a bound child lives. It is closed by the kernel however this process ends.
    private var lifeline: Int32?
    /// What the watchdog started, once it was asked for.
    private var program: pid_t?

    /// How long the child lives.
    enum Lifetime {
        /// Until it is stopped, also beyond this process.
        case detached
        /// Not longer than this process, even when that is killed.
        case bound
    }

    /// A shell that ends the program when its lifeline, descriptor 3, is closed, and itself when the program ends.
    ///
    /// PR_SET_PDEATHSIG would bind the child to the *thread* that started it, and threads of a pool come and go.
    private static let watchdog = """
        "$@" 3<&- & child=$!
        { read -r _ <&3; kill "$child"; } & reader=$!
        wait "$child"; code=$?
        kill "$reader"
        exit "$code"
        """

    /// POSIX_SPAWN_SETSID of glibc and musl, whose header shows it to GNU sources only.
    private static let setSession: Int16 = 0x80

    /// Behind the standard ones and the lifeline.
    static let firstInherited: Int32 = 4

    /// - Parameters:
    ///   - arguments: the program's path first.
    ///   - inherited: descriptors that the child has as ``firstInherited`` and those after it.
    ///   - log: the file that standard output and error are appended to; made with mode 0600.
    init(_ arguments: [String], _ lifetime: Lifetime, inherited: [Int32] = [], log: String) throws {
        var command = arguments
        var ends: [Int32] = [-1, -1]
        if lifetime == .bound {
            // A socket pair can be made close-on-exec in one step: no other child inherits an end of it.
            let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
            guard unsafe socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else {
                throw Self.failed("a lifeline cannot be made")
            }
            command = ["/bin/sh", "-c", Self.watchdog, "watchdog"] + arguments
        }
        defer { if ends[0] >= 0 { close(ends[0]) } }
        self.log = log

        // posix_spawn's two tables are initialised, used and destroyed in this function alone.
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The marks "close on exec" go with the duplication. First to numbers that nothing has, or one would replace another.
        let spare = ([3] + ends + inherited).reduce(Self.firstInherited + Int32(inherited.count), max) + 1
        for (place, descriptor) in inherited.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, spare + Int32(place))
        }
        if lifetime == .bound { unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], 3) }
        for place in inherited.indices.map(Int32.init) {
            unsafe posix_spawn_file_actions_adddup2(&actions, spare + place, Self.firstInherited + place)
            unsafe posix_spawn_file_actions_addclose(&actions, spare + place)
        }
        // A session of its own: Ctrl-C in the terminal is for this process, which then stops the child in order. And
        // no signal is blocked or ignored: worker threads block them all, and a child would inherit that.
        var none = sigset_t()
        var ignorable = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigemptyset(&ignorable)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { unsafe sigaddset(&ignorable, signal) }
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &ignorable)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Self.setSession
        unsafe posix_spawnattr_setflags(&attributes, flags)

        let words = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let result = unsafe posix_spawn(&child, command[0], &actions, &attributes, words, environ)
        guard result == 0 else {
            if ends[1] >= 0 { close(ends[1]) }
            errno = result
            throw Self.failed("\(arguments[0]) cannot be started")
        }
        identifier = child
        lifeline = ends[1] >= 0 ? ends[1] : nil
    }

    deinit {
        if let lifeline { close(lifeline) }
        if status == nil { _ = hasEnded }
    }

    /// Whether the child ended; reaps it.
    var hasEnded: Bool {
        if status != nil { return true }
        var value: Int32 = 0
        let result = unsafe waitpid(identifier, &value, WNOHANG)
        if result == identifier { status = value }
        // ECHILD: somebody reaped it for us, so its status is unknown, but it is gone.
        if result < 0, errno == ECHILD { status = -1 }
        return status != nil
    }

    /// Whether the child ended by itself with exit code 0.
    var hasSucceeded: Bool { hasEnded && status == 0 }

    /// How long the program of this name computed that a watchdog started; nil when there is none.
    func processorTime(of name: String) -> Duration? {
        if program == nil {
            let children = try? String(
                contentsOfFile: "/proc/\(identifier)/task/\(identifier)/children",
                encoding: .utf8
            )
            program = (children ?? "").split(separator: " ").compactMap { pid_t($0) }.first {
                (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8)) == name + "\n"
            }
        }
        var clock = clockid_t()
        var time = timespec()
        guard let program, unsafe clock_getcpuclockid(program, &clock) == 0,
            unsafe clock_gettime(clock, &time) == 0
        else { return nil }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Whether every thread of that program waits for an event, and none for a processor or a disk. After ``processorTime(of:)``.
    var isProgramAsleep: Bool {
        guard let program else { return true }
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(program)/task")) ?? []
        return threads.allSatisfy { thread in
            // Its name, which stands before the state, ends with the last parenthesis.
            let line = (try? String(contentsOfFile: "/proc/\(program)/task/\(thread)/stat", encoding: .utf8)) ?? ""
            return line.split(separator: ")").last.map { $0.hasPrefix(" S") } ?? true
        }
    }

    /// Waits for the end; false when the time is over first.
    func waitForEnd(_ timeout: Duration) -> Bool {
        let end = ContinuousClock.now + timeout
        while !hasEnded {
            if ContinuousClock.now >= end { return false }
            usleep(5_000)
        }
        return true
    }

    /// Ends the child: politely, then not.
    func end() {
        if let lifeline { close(lifeline) } else if !hasEnded { kill(identifier, SIGTERM) }
        lifeline = nil
        if waitForEnd(.seconds(3)) { return }
        kill(identifier, SIGKILL)
        _ = waitForEnd(.seconds(3))
    }

    /// Ends the child and all that it started at once, as a power cut does.
    func cut() {
        if let lifeline { close(lifeline) }
        lifeline = nil
        // It leads a session, and so a group, of its own.
        if !hasEnded { kill(-identifier, SIGKILL) }
        _ = waitForEnd(.seconds(3))
    }

    /// The last lines that the child wrote.
    var lastWords: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(4).joined(separator: "; ")
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String], log: String, timeout: Duration) throws {
        let child = try ChildProcess(arguments, .bound, log: log)
        let isInTime = child.waitForEnd(timeout)
        guard isInTime, child.hasSucceeded else {
            child.end()
            let what = isInTime ? "failed" : "did not end within \(timeout)"
            throw BedplateError(.labToolFailed, "\(arguments[0]) \(what)", hint: child.lastWords, location: log)
        }
    }

    private static func failed(_ reason: String) -> BedplateError {
        let number = errno
        return BedplateError(.labToolFailed, reason + ": " + (unsafe String(cString: strerror(number))))
    }
}
