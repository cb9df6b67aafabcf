import Foundation
import Programs

/// esptool, espsecure and espefuse of `.build/judges`, in a directory of their own.
final class EspressifTools {
    let directory: URL
    private let tools: URL

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        tools = root.appending(path: ".build/judges/bin")
        guard FileManager.default.isExecutableFile(atPath: tools.appending(path: "espsecure").path) else {
            throw ProgramFailure("espsecure is not in .build/judges: run Scripts/install-judges")
        }
        directory = FileManager.default.temporaryDirectory.appending(path: "esp32-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Runs one of the tools; its words without white space, since they are set for a terminal's width.
    @discardableResult
    func run(_ name: String, _ arguments: String...) throws -> (isDone: Bool, text: String) {
        let program = try Program([tools.appending(path: name).path] + arguments, in: directory)
        let text = program.text + program.errorText
        return (program.status == 0, text.filter { !$0.isWhitespace })
    }

    /// Runs one of the tools, which must succeed.
    func require(_ name: String, _ arguments: String...) throws {
        let program = try Program([tools.appending(path: name).path] + arguments, in: directory)
        guard program.status == 0 else {
            throw ProgramFailure("\(name) \(arguments): \(program.text) \(program.errorText)")
        }
    }

    func openssl(_ command: String) throws {
        let program = try Program(["openssl"] + command.split(separator: " ").map(String.init), in: directory)
        guard program.status == 0 else { throw ProgramFailure("openssl \(command): \(program.errorText)") }
    }

    func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: directory.appending(path: name))
    }

    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: directory.appending(path: name))) }
}
