internal import Foundation
internal import Glibc
internal import Model

/// A running fuse-and-key block, and this process's end of its mailbox.
///
/// The block ends when that end is closed: with this value, or by the kernel however this process ends.
public final class LabSubsystem {
    /// The mailbox: what QEMU inherits, or what a test speaks over. Closed with this value, or by ``handOver()``.
    public let mailbox: Int32
    private var isHandedOver = false
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
    ///   - log: the file that its errors are appended to.
    public init(_ executable: String, directory: String, log: String) throws {
        var ends: [Int32] = [-1, -1]
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        // The array has the two places that the call fills.
        guard unsafe socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else {
            throw BedplateError(
                .labToolFailed,
                "a mailbox cannot be made: " + (unsafe String(cString: strerror(errno)))
            )
        }
        mailbox = ends[0]
        defer { close(ends[1]) }
        do {
            child = try ChildProcess(
                [executable, "--directory", directory, "--mailbox", String(ChildProcess.firstInherited)],
                .detached,
                inherited: [ends[1]],
                log: log
            )
        } catch {
            close(ends[0])
            throw error
        }
    }

    /// Closes this process's copy of the mailbox: from now on the block lives as long as who inherited it.
    public func handOver() {
        guard !isHandedOver else { return }
        isHandedOver = true
        close(mailbox)
    }

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
