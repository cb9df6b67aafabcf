public import ArgumentParser
internal import Foundation
internal import Model

extension Terminal {
    /// Runs the command that the arguments name, and ends the process with an ``ExitStatus``.
    ///
    /// - Parameter describe: turns errors of other modules into one that has a reason and a hint.
    public static func main(
        _ root: any ParsableCommand.Type,
        describe: (any Error) -> BedplateErrorLines? = { _ in nil }
    ) async -> Never {
        do {
            var command = try root.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit(ExitStatus.fine.rawValue)
        } catch let status as ExitStatus {
            exit(status.rawValue)
        } catch let error as BedplateError {
            report(error.description, hint: error.hint)
            exit(status(of: error.code).rawValue)
        } catch {
            if let lines = describe(error) {
                report(lines.reason, hint: lines.hint)
                exit(lines.status.rawValue)
            }
            exit(parsing(error, root).rawValue)
        }
    }

    /// What the argument parser throws: help and version are fine, anything else is usage.
    private static func parsing(_ error: any Error, _ root: any ParsableCommand.Type) -> ExitStatus {
        guard root.exitCode(for: error) != .success else {
            print(root.fullMessage(for: error))
            return .fine
        }
        // EX_USAGE is what the parser says of arguments; everything else came from below.
        guard root.exitCode(for: error) == .validationFailure else {
            report("\(error)", hint: nil)
            return .environment
        }
        // The parser knows best which command the words reached: "See 'bedplate device show --help' for more".
        let full = root.fullMessage(for: error)
        let command = full.split(separator: "'").first { $0.hasSuffix(" --help") }
        report(root.message(for: error), hint: command.map { "`\($0)` shows what it takes" })
        return .usage
    }

    private static func status(of code: BedplateError.Code) -> ExitStatus {
        switch code {
        case .malformed: .usage
        case .conflict, .forbidden, .refused: .judgedBad
        default: .environment
        }
    }
}

/// An error of another module, for a person.
public struct BedplateErrorLines: Sendable {
    public var reason: String
    public var hint: String?
    public var status: ExitStatus

    public init(_ reason: String, hint: String? = nil, status: ExitStatus = .environment) {
        self.reason = reason
        self.hint = hint
        self.status = status
    }
}
