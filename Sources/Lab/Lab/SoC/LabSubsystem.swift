/// A running fuse-and-key block, and this process's end of its mailbox.
///
/// The block ends when that end is closed: with this value, or by the kernel however this process ends.
public final class LabSubsystem {
    private let stream: SocketPair
    private let child: ChildProcess

    public var processIdentifier: Int32 { child.identifier }
    public var hasEnded: Bool { child.hasEnded }
    /// What it complained of last.
    public var lastWords: String { child.lastWords }

    /// Starts the block of a device that exists.
    ///
    /// - Parameters:
    ///   - executable: the path of `bedplate-subsystem`.
    ///   - directory: the device's.
    ///   - options: what else it is told.
    ///   - log: the file that its errors are appended to.
    public init(_ executable: String, directory: String, _ options: [String] = [], log: String) throws {
        stream = try SocketPair()
        child = try ChildProcess(
            [executable, "--directory", directory, "--mailbox", String(ChildProcess.firstInherited)]
                + options,
            .detached,
            inherited: [stream.others],
            log: log
        )
        stream.closeOthers()
    }

    /// The mailbox: what QEMU inherits, or what a test speaks over. Closed with this value, or by ``handOver()``.
    public var mailbox: Int32 { stream.own }

    /// Closes this process's copy of the mailbox: from now on the block lives as long as who inherited it.
    public func handOver() { stream.closeOwn() }

    deinit {
        handOver()
        _ = child.waitForEnd(.seconds(3))
        child.end()
    }

    /// Ends it at once, as a power cut does; its storage stays as it is.
    public func kill() {
        child.cut()
    }
}
