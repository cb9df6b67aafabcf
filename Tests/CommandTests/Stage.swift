import Foundation
import Programs
import Testing

/// A stage for the commands as people run them: a laboratory, a service on a free port, tools, in a directory that goes
/// away with it.
final class Stage {
    let directory: URL
    private var service: RunningProgram?
    private(set) var address = ""

    struct Failed: Error, CustomStringConvertible { var description: String }

    /// What a command did.
    struct Ended {
        var status: Int32
        var output: String
        var errors: String
    }

    init() throws {
        // Short: a Unix socket's path has at most 107 octets.
        directory = URL(fileURLWithPath: "/tmp/bp-" + UUID().uuidString.prefix(8), isDirectory: true)
        try FileManager.default.createDirectory(
            at: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    func stopService() {
        service?.end()
        service = nil
    }

    func end() {
        stopService()
        for device in (try? run("bedplate lab tpm list --json").json as? [[String: Any]]) ?? [] {
            if let name = device["name"] as? String { _ = try? run("bedplate lab tpm stop \(name)") }
        }
        try? FileManager.default.removeItem(at: directory)
    }

    func startService() throws {
        let program = try RunningProgram(
            [Self.program("bedplate").path, "serve", "--port", "0"],
            in: directory,
            environment: environment
        )
        service = program
        var text = ""
        let end = Date.now.addingTimeInterval(60)
        while !text.contains("\n") {
            guard Date.now < end, program.isRunning else { throw Failed(description: "the service did not start") }
            usleep(10_000)
            text = (try? String(contentsOf: program.outputFile, encoding: .utf8)) ?? ""
        }
        guard let line = text.split(separator: "\n").first, line.hasPrefix("serving ") else {
            throw Failed(description: "the service said '\(text)'")
        }
        address = String(line.dropFirst("serving ".count))
    }

    /// Runs one line, words divided by spaces; the first is `bedplate`, `bedplate-agent` or a tool.
    @discardableResult
    func run(_ line: String) throws -> Ended {
        let ended = try Program(Self.words(line), in: directory, environment: environment)
        return Ended(status: ended.status, output: ended.text, errors: ended.errorText)
    }

    /// Starts one line, and does not wait for its end.
    func begin(_ line: String) throws -> RunningProgram {
        try RunningProgram(Self.words(line), in: directory, environment: environment)
    }

    private static func words(_ line: String) -> [String] {
        let words = line.split(separator: " ").map(String.init)
        return (words[0].hasPrefix("bedplate") ? [program(words[0]).path] : [words[0]]) + words.dropFirst()
    }

    /// Runs a script, a command a line. A line may begin with the exit code that it must have, such as `1:`; what
    /// follows ` -> ` must be in what it printed.
    @discardableResult
    func script(_ text: String, location: SourceLocation = #_sourceLocation) throws -> Ended {
        var last = Ended(status: 0, output: "", errors: "")
        for line in text.split(separator: "\n") {
            var line = line.trimmingCharacters(in: .whitespaces)
            var status: Int32 = 0
            if let colon = line.firstIndex(of: ":"), let number = Int32(line[..<colon]) {
                status = number
                line = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
            let parts = line.components(separatedBy: " -> ")
            last = try run(parts[0])
            #expect(last.status == status, "\(parts[0])\n\(last.output)\(last.errors)", sourceLocation: location)
            let shown = last.output + last.errors
            for wanted in parts.dropFirst() {
                let plain = shown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(plain.contains(wanted), "\(parts[0])\n\(shown)", sourceLocation: location)
            }
        }
        return last
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: directory.appendingPathComponent(name))
    }

    /// Writes a payload of so many MiB, none like another.
    func write(mebibytes: Int, to name: String) throws {
        let file = directory.appendingPathComponent(name)
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        for number in 0..<mebibytes {
            try handle.write(contentsOf: Data(repeating: UInt8(number % 251), count: 1 << 20))
        }
        try handle.close()
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
    }

    /// Changes one octet of a file.
    func flip(_ name: String, at offset: Int) throws {
        var bytes = try read(name)
        bytes[offset] ^= 0x01
        try Data(bytes).write(to: directory.appendingPathComponent(name))
    }

    var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging([
            "BEDPLATE_DATA": directory.path + "/data", "BEDPLATE_LAB": directory.path + "/lab",
            "BEDPLATE_SERVICE": address, "TPM2TOOLS_TCTI": "swtpm:path=\(directory.path)/lab/tpm/dev1/run/tpm.sock",
        ]) { $1 }
    }

    /// The command beside the tests.
    static func path(_ name: String) -> String { program(name).path }

    private static func program(_ name: String) -> URL {
        let here = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent(name)
    }
}

extension Stage.Ended {
    var json: Any? { try? JSONSerialization.jsonObject(with: Data(output.utf8)) }
}
