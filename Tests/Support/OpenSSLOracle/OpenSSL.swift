public import Foundation
import Programs

/// The system's `openssl`, as an oracle that shares no code with what is tested, in a directory of its own.
public final class OpenSSL: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public init(description: String) { self.description = description }
        public var description: String
    }

    public let directory: URL

    public init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("bedplate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Runs `openssl`, or another program, with these arguments, separated by spaces; returns its status and what it wrote
    /// to both outputs.
    public func attempt(
        _ arguments: String,
        program: String = "openssl",
        environment: [String: String] = [:]
    ) throws -> (status: Int32, output: [UInt8]) {
        let ended = try Program(
            [program] + arguments.split(separator: " ").map(String.init),
            in: directory,
            environment: environment
        )
        return (ended.status, ended.output + ended.errors)
    }

    /// Runs `openssl`, or another program, which must succeed; its output.
    @discardableResult
    public func run(
        _ arguments: String,
        program: String = "openssl",
        environment: [String: String] = [:]
    ) throws -> [UInt8] {
        let (status, output) = try attempt(arguments, program: program, environment: environment)
        guard status == 0 else {
            throw Failure(description: "\(program) \(arguments): \(String(decoding: output, as: UTF8.self))")
        }
        return output
    }

    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: directory.appendingPathComponent(name))
    }

    public func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }

    public func path(_ name: String) -> String { directory.appendingPathComponent(name).path }
}
