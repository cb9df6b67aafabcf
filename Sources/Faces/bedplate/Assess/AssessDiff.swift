import ArgumentParser
import Assessment
import Model
import Reports
import Terminal

struct AssessDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what changed between two assessments, and why a verdict moved.",
        discussion: """
            Ends with 1 where a verdict moved.

              bedplate assess diff submission-1 submission-2
            """
    )
    @OptionGroup var place: ServicePlace
    @Argument(help: "A directory, or a device.") var before: String
    @Argument(help: "The later one.") var after: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (first, second) = (
            try await AssessedSubject.named(before, place).report().assessment,
            try await AssessedSubject.named(after, place).report().assessment
        )
        let difference = AssessmentDifference(from: first, to: second)
        if json {
            Terminal.write(octets: try difference.json())
        } else {
            Terminal.print(Terminal.clean(difference.text()))
        }
        if difference.movesVerdict { throw ExitStatus.judgedBad }
    }
}
