public import Foundation
import Programs

/// A token of SoftHSM2 in a directory of its own, that goes away with it.
public final class SoftHSM: Sendable {
    public static let pin = "correct-1234"
    public let directory: URL
    public let module: String

    public init(_ label: String = "test") throws {
        directory = URL(fileURLWithPath: "/tmp/bp-hsm-" + UUID().uuidString.prefix(8), isDirectory: true)
        let places = [
            "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
        ]
        guard let module = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw ProgramFailure("SoftHSM2 is not installed: Scripts/install-dependencies test")
        }
        self.module = module
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("tokens"),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let configuration = """
            directories.tokendir = \(directory.path)/tokens
            objectstore.backend = file
            log.level = ERROR
            slots.removable = true

            """
        try Data(configuration.utf8).write(to: directory.appendingPathComponent("softhsm2.conf"))
        try add(label)
        try secret(Self.pin, "pin")
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// What programs that shall see this token must have in their environment.
    public var environment: [String: String] { ["SOFTHSM2_CONF": path("softhsm2.conf")] }

    public func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// Initialises one more token.
    public func add(_ label: String) throws {
        let made = try Program(
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", Self.pin, "--so-pin", "so-5678"],
            environment: environment
        )
        guard made.status == 0 else { throw ProgramFailure(made.errorText + made.text) }
    }

    /// Writes a private file with a secret.
    public func secret(_ text: String, _ name: String) throws {
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name))
    }

    /// Pulls the token: its files are gone, for processes that have it open too.
    public func pull() throws {
        try FileManager.default.moveItem(atPath: path("tokens"), toPath: path("pulled"))
    }

    public func putBack() throws {
        try FileManager.default.moveItem(atPath: path("pulled"), toPath: path("tokens"))
    }
}
