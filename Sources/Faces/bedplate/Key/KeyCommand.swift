import ArgumentParser
import Files
import Foundation
import Keys
import Model
import Service
import Terminal

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Signing keys: where each lives, whether it can leave, and what it may sign.",
        discussion: """
            A key is made in a token (pkcs11:…), in a TPM (tpm:…) or, for development, in
            a file. Names stand for keys from then on.

              bedplate key new release-2026 --for release \\
                --in 'pkcs11:token=signing?module-path=/usr/lib/softhsm/libsofthsm2.so'
              bedplate key list
            """,
        subcommands: [KeyNew.self, KeyList.self, KeyShow.self, KeyExportPublic.self, KeyImport.self]
    )

    /// Where names of keys are kept.
    struct Place: ParsableArguments {
        @Option(help: ArgumentHelp("The data directory (or $BEDPLATE_DATA).", valueName: "directory"))
        var data = DataDirectory.standardPath()

        var ring: KeyRing { KeyRing(data + "/keys") }
    }

    /// Where the secret that opens a key comes from.
    struct SecretOption: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Where the PIN or passphrase is: file:PATH, env:NAME or prompt. Never the PIN itself.",
                valueName: "source"
            )
        )
        var pin: String?

        var source: SecretSource? { get throws { try pin.map { try SecretSource($0) } } }
    }
}
