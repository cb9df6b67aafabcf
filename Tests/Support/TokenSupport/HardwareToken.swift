import Foundation
import Programs

/// SoftHSM2 behind a module that does what hardware does and SoftHSM2 does not: it locks the PIN after three wrong ones,
/// has room for so many sessions only, and can be pulled in the middle of a signature.
///
/// SoftHSM2 never locks (its maintainers say so in its issues 221 and 399: whoever has its files could try PINs without
/// it), and never runs out of sessions. The module, `hardware-token.c`, is made here with the compiler that Swift brings;
/// what it remembers lies in files beside the token, so it holds from one process to the next.
public final class HardwareToken {
    public let hsm: SoftHSM
    /// The whole path of the interposed module.
    public let module: String

    public init(_ hsm: SoftHSM) throws {
        self.hsm = hsm
        module = hsm.path("hardware-token.so")
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "hardware-token.c"
        )
        let flags = try Program(["pkg-config", "--cflags", "p11-kit-1"]).text.split(whereSeparator: \.isWhitespace)
        let made = try Program(
            [
                "clang", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", module, source.path, "-ldl",
                "-lpthread",
            ]
                + flags.map(String.init)
        )
        guard made.status == 0 else { throw ProgramFailure(made.errorText) }
    }

    public var environment: [String: String] {
        hsm.environment.merging(["BEDPLATE_TEST_TOKEN": hsm.directory.path, "BEDPLATE_TEST_MODULE": hsm.module]) { $1 }
    }

    /// Wrong PINs since the last right one; three lock the token.
    public var wrongPINs: Int {
        (try? String(contentsOfFile: hsm.path("wrong-pins"), encoding: .utf8)).flatMap { Int($0) } ?? 0
    }

    /// How many sessions a process can have.
    public func limitSessions(_ count: Int) throws { try write("\(count)", "sessions") }

    /// What happens at the moment of the next signature.
    public enum Event: String, Sendable {
        /// The token is pulled, and stays away.
        case pulled
        /// The token is pulled and put back at once: its sessions and its login are gone.
        case blinked
        /// The sessions are gone.
        case sessionsLost = "sessions-lost"
    }

    public func atSignature(_ event: Event) throws { try write(event.rawValue, "at-signature") }

    /// Whether a signature met the event.
    public var hasHappened: Bool { !FileManager.default.fileExists(atPath: hsm.path("at-signature")) }

    public func putBack() throws { try FileManager.default.removeItem(atPath: hsm.path("is-pulled")) }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: hsm.path(name)))
    }
}
