import ArgumentParser
import Assessment

struct AssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Answer the six questions about any root of trust from evidence.",
        discussion: """
            What tools print of a unit goes in as it is; out comes what is proven, what is
            only documented or claimed, what is missing, and what would show it. Without a
            subject the current directory is assessed: the files of known kinds in it.

              bedplate assess gateway-7                       a device of the service
              bedplate assess unit-412                        a directory of evidence
              bedplate assess read fuses.json --into unit-412
              bedplate assess answer Q1 "the key is in OTP" --into unit-412
              bedplate assess host                            this machine
              bedplate assess report unit-412 --as document --out roots.pdf
              bedplate assess explain nRF5340
            """,
        subcommands: [
            AssessSubject.self, AssessRead.self, AssessAnswer.self, AssessHost.self, AssessTPM.self, AssessToken.self,
            AssessFleet.self, AssessReport.self, AssessDiff.self, AssessParts.self, AssessExplain.self,
        ],
        defaultSubcommand: AssessSubject.self
    )
}
