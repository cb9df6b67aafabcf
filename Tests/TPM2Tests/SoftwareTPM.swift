import Foundation
import Glibc
import Programs
import TPM2
import TPMTransport
import Testing

/// A fresh swtpm of its own for one test, on two neighbouring ports of the loopback interface: where tpm2-tools look
/// for it too. A test that cannot start it fails.
final class SoftwareTPM {
    let directory: URL
    let port: UInt16
    private let program: RunningProgram

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-tpm2-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for _ in 0..<20 {
            let port = UInt16.random(in: 20_000..<32_000) & ~1
            let program = try RunningProgram([
                "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(directory.path)",
                "--server", "type=tcp,port=\(port),bindaddr=127.0.0.1",
                "--ctrl", "type=tcp,port=\(port + 1),bindaddr=127.0.0.1",
                "--flags", "not-need-init,startup-clear", "--log", "file=\(directory.path)/log,level=1",
            ])
            for _ in 0..<500 {
                if let transport = try? SocketTransport(.tcp(host: "127.0.0.1", port: port)) {
                    transport.close()
                    self.port = port
                    self.program = program
                    return
                }
                usleep(10_000)
                if !program.isRunning { break }
            }
        }
        throw TestFailure("swtpm could not be started")
    }

    deinit {
        program.end(SIGKILL)
        try? FileManager.default.removeItem(at: directory)
    }

    func connect() throws -> SocketTransport { try SocketTransport(.tcp(host: "127.0.0.1", port: port)) }

    /// Runs a program of tpm2-tools on this TPM, in its directory; nobody else may be connected.
    @discardableResult
    func tool(_ command: String) throws -> [UInt8] {
        let ended = try Program(
            ["sh", "-c", command],
            in: directory,
            environment: ["TPM2TOOLS_TCTI": "swtpm:host=127.0.0.1,port=\(port)"]
        )
        guard ended.status == 0 else { throw TestFailure("\(command): \(ended.errorText)") }
        return ended.output
    }

    func file(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: directory.appending(path: name))) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: directory.appending(path: name))
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Gives `body` a conversation with a fresh swtpm, and shows afterwards that nothing leaked.
@discardableResult
func withTPM<Result>(_ body: (TPM, SoftwareTPM) throws -> Result) throws -> Result {
    let software = try SoftwareTPM()
    let transport = try software.connect()
    let tpm = TPM(RetryingTransport(transport))
    let result = try body(tpm, software)
    #expect(try tpm.loadedHandles() == [])
    #expect(tpm.openHandles == [])
    transport.close()
    return result
}
