import ArgumentParser

struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Boot images: build, sign, verify, explain and compare what a device may boot.",
        subcommands: [
            SignImage.self, VerifyImage.self, ShowImage.self, DiffImages.self, BuildFIT.self, PackageCommand.self,
            ExtractImage.self, EncryptImage.self, DecryptImage.self,
        ]
    )
}
