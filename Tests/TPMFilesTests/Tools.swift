import Foundation
import Programs

/// tpm2-tools and a software TPM of their own, in a directory that goes away. Fails where they are not installed.
final class Tools {
    private let directory: URL
    private let tpm: RunningProgram

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        tpm = try RunningProgram([
            "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(directory.path)", "--flags",
            "not-need-init,startup-clear",
            "--server", "type=unixio,path=\(directory.path)/tpm", "--ctrl",
            "type=unixio,path=\(directory.path)/tpm.ctrl",
        ])
        let end = Date.now.addingTimeInterval(10)
        while !FileManager.default.fileExists(atPath: "\(directory.path)/tpm") {
            guard Date.now < end, tpm.isRunning else { throw ProgramFailure("swtpm did not start") }
            usleep(20_000)
        }
    }

    func stop() {
        tpm.end(SIGKILL)
        try? FileManager.default.removeItem(at: directory)
    }

    /// Runs a tool in the directory, then flushes what it left: no resource manager does.
    @discardableResult
    func run(_ arguments: String...) throws -> String { try run(arguments) }

    @discardableResult
    func run(_ arguments: [String]) throws -> String {
        let output = try execute(arguments)
        _ = try execute(["tpm2_flushcontext", "-t"])
        return output
    }

    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: directory.appending(path: name))) }

    private func execute(_ arguments: [String]) throws -> String {
        let ended = try Program(
            arguments,
            in: directory,
            environment: ["TPM2TOOLS_TCTI": "swtpm:path=\(directory.path)/tpm"]
        )
        guard ended.status == 0 else {
            throw ProgramFailure("\(arguments.joined(separator: " ")): exit \(ended.status)\n\(ended.errorText)")
        }
        return ended.text
    }
}
