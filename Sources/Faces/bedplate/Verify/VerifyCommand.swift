import ArgumentParser

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Judge files of tpm2-tools and Linux, without a service or a TPM.",
        subcommands: [VerifyQuote.self, VerifyLog.self, VerifyEK.self]
    )
}
