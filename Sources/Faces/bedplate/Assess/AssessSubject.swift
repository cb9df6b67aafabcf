import ArgumentParser

/// `bedplate assess`, with a device, a directory, or neither.
struct AssessSubject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "of",
        abstract: "Assess a device of the service, or a directory of evidence (the default).",
        discussion: """
            A directory is one that `assess read --into` made, or holds files that tools
            printed. A device's evidence is what the service recorded of it.

              bedplate assess
              bedplate assess unit-412 --all
              bedplate assess gateway-7 --at-least partial
            """
    )
    @OptionGroup var place: ServicePlace
    @Argument(help: "A directory, or a device's identifier or name.") var subject: String?
    @OptionGroup var output: AssessmentOutput

    func run() async throws { try output.print(try await AssessedSubject.named(subject ?? ".", place)) }
}
