import Agent
import ArgumentParser
import Files
import Foundation
import Model
import Release
import Terminal

struct Unseal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open a secret that was released to this device.",
        discussion: """
            The TPM opens it only while the device runs what was approved.

              bedplate-agent unseal data-key --out /run/data-key
              bedplate-agent unseal data-key | other-program
            """
    )

    @OptionGroup var place: Place

    @Argument(help: "The secret.")
    var name: String

    @Option(help: ArgumentHelp("Write it here, owner-only.", valueName: "file"))
    var out: String?

    @Flag(help: "Write it to the terminal all the same.")
    var force = false

    func run() async throws {
        guard out != nil || force || !Terminal.outputIsTerminal else {
            throw BedplateError(
                .malformed,
                "a secret would be printed on the terminal",
                hint: "give --out FILE, pipe it into a program, or say --force"
            )
        }
        let secret = try place.agent().unseal(name)
        guard let out else { return Terminal.write(octets: secret) }
        try DurableFile.write(secret, to: out)
    }
}

struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decrypt a file with a data key that was released to this device.",
        discussion: """
            The counterpart of `bedplate secret encrypt`. The key never touches a disk.

              bedplate-agent open settings.sealed --secret data-key --out settings
            """
    )

    @OptionGroup var place: Place

    @Argument(help: ArgumentHelp("The encrypted file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The data key's name.", valueName: "name"))
    var secret: String

    @Option(help: ArgumentHelp("Where the content goes, owner-only.", valueName: "file"))
    var out: String

    func run() async throws {
        let box = try DurableFile.read(file, atMost: EncryptedFile.limit + 64)
        let key = try place.agent().unseal(secret)
        try DurableFile.write(try EncryptedFile.open(box, key: key), to: out)
    }
}
