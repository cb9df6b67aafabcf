import ArgumentParser

struct SignImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign an image; each signature leaves a record in the ledger.",
        discussion: """
            The signed file appears once the ledger has its record, and not at all if
            anything fails. Nothing is signed with a key whose private half is public (the
            development keys of MCUboot, TF-M and TF-A), nor against --policy.
            """,
        subcommands: [
            SignMCUboot.self, SignFIT.self, SignTrustedFirmware.self, SignESP32.self, SignAHAB.self, SignHAB.self,
            SignTrustedApplication.self, SignMasterBootImage.self, SignMasterBootImageCertificate.self,
        ]
    )
}
