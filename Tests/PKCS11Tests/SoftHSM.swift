import Foundation
import PKCS11
import Programs
import Testing

/// A token of SoftHSM2 in a directory of its own. The configuration is the process's: tests that use it come one after
/// another.
final class SoftHSM {
    static let pin = "correct-1234"
    let directory: URL
    let module: String

    init(_ label: String = "test") throws {
        directory = URL(fileURLWithPath: "/tmp/bp-hsm-" + UUID().uuidString.prefix(8), isDirectory: true)
        module = try #require(
            [
                "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
                "/usr/lib64/pkcs11/libsofthsm2.so",
            ]
            .first { FileManager.default.fileExists(atPath: $0) },
            "SoftHSM2 is not installed: Scripts/install-dependencies test"
        )
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
        _ = unsafe setenv("SOFTHSM2_CONF", directory.path + "/softhsm2.conf", 1)
        try secret(Self.pin, "pin")
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var environment: [String: String] { ["SOFTHSM2_CONF": directory.path + "/softhsm2.conf"] }

    func add(_ label: String) throws {
        let made = try Program(
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", Self.pin, "--so-pin", "so-5678"],
            environment: environment
        )
        guard made.status == 0 else { throw ProgramFailure(made.errorText + made.text) }
    }

    /// A private file with a secret.
    func secret(_ text: String, _ name: String) throws {
        let path = directory.appendingPathComponent(name).path
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    func uri(_ rest: String = "", pin: String = "pin") throws -> PKCS11URI {
        try PKCS11URI("pkcs11:token=test\(rest)?module-path=\(module)&pin-source=file:\(path(pin))")
    }

    /// The token, through functions that a test may have changed.
    func token(
        pin: String = "pin",
        _ change: (inout CryptokiFunctions) -> Void = { _ in }
    ) throws -> PKCS11Token {
        let real = try PKCS11Module.load(module)
        var functions = real.functions
        change(&functions)
        let uri = try uri(pin: pin)
        return try PKCS11Module.token(uri, in: [PKCS11Module(name: module, functions: functions)])
    }
}
