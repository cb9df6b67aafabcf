import ArgumentParser
import Keys
import Lab
import Model
import Terminal

extension SoCCommand {
    struct Return: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a secured device back: its secrets are destroyed, then it opens.",
            discussion: """
                With the key whose digest was fused (`provision --return-key`), wherever that
                key lives. There is no way back. A device whose debug port was closed for
                ever refuses it.

                  bedplate lab soc return dev1 --key returns --pin file:pass
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Option(help: ArgumentHelp("A name of `bedplate key`, a path, pkcs11:… or tpm:…", valueName: "key"))
        var key: String
        @OptionGroup var secret: KeyCommand.SecretOption
        @OptionGroup var keys: KeyCommand.Place

        func run() async throws {
            let signer = try await keys.ring.open(key, secret: try secret.source)
            try await SoCReturn(place.open(name)).run(with: signer) { Terminal.progress($0) }
            Terminal.print("device '\(name)' is returned: its secrets are destroyed, its debug port is open")
        }
    }
}
