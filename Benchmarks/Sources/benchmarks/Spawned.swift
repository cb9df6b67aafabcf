import Foundation

/// A program that ran to its end, silently: how long it took, from its start, and how much memory it held at most.
struct Spawned {
    var seconds: Double
    var residentKibibytes: Int

    /// - Throws: ``WrongOutcome`` when it cannot be started or does not end with 0.
    init(_ command: [String]) throws {
        // The actions and the arguments are C's; both live until the process has started.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for output: Int32 in [1, 2] {
            unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
        }
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process = pid_t()
        let start = ContinuousClock.now
        guard unsafe posix_spawnp(&process, command[0], &actions, nil, &arguments, nil) == 0 else {
            throw WrongOutcome("\(command[0]) does not start")
        }
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        seconds = (ContinuousClock.now - start).seconds
        residentKibibytes = usage.ru_maxrss
        guard status == 0 else { throw WrongOutcome(command.joined(separator: " ")) }
    }
}
