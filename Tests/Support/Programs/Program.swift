public import Foundation

/// What a test could not do with a program.
public struct ProgramFailure: Error, CustomStringConvertible {
    public var description: String
    public init(_ description: String) { self.description = description }
}

/// A program that ran to its end.
public struct Program: Sendable {
    public var status: Int32
    public var output: [UInt8]
    public var errors: [UInt8]

    public var text: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// Runs a program and waits for it, at most so many seconds.
    public init(
        _ arguments: [String],
        in directory: URL? = nil,
        environment: [String: String] = [:],
        input: [UInt8] = [],
        atMost seconds: Double = 120
    ) throws {
        let running = try RunningProgram(arguments, in: directory, environment: environment, input: input)
        guard let status = running.wait(atMost: seconds) else {
            throw ProgramFailure("\(arguments.joined(separator: " ")): no end after \(seconds) s")
        }
        self.status = status
        output = [UInt8](try Data(contentsOf: running.outputFile))
        errors = [UInt8](try Data(contentsOf: running.errorFile))
    }
}
