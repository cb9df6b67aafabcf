import ArgumentParser
import Client
import Digests
import Files
import Foundation
import Model
import Release
import Terminal

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Secrets that proven devices receive.",
        subcommands: [NewKey.self, Put.self, List.self, Remove.self, Encrypt.self]
    )

    struct NewKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-key",
            abstract: "Make a data key of 32 random octets in a file of your own.",
            discussion: "  bedplate secret new-key data.key"
        )
        @Argument(help: ArgumentHelp("Must not exist.", valueName: "file")) var file: String

        func run() async throws {
            guard !FileManager.default.fileExists(atPath: file) else {
                throw BedplateError(.conflict, "'\(file)' exists", hint: "a key is never overwritten")
            }
            try DurableFile.write(randomOctets(EncryptedFile.keySize), to: file)
        }
    }

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Store a secret; a device gets it once it is affirmed under the policy.",
            discussion: """
                At most 128 octets: for more, release a key and encrypt under it.

                  bedplate secret put data-key --policy production --file data.key
                """
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The secret's name.") var name: String
        @Option(help: "The policy that a device must be affirmed under.") var policy: String
        @Option(help: ArgumentHelp("Where the secret is read from, never from the arguments.", valueName: "file"))
        var file: String

        func run() async throws {
            let secret = try DurableFile.read(file, atMost: SecretVault.largestSecret)
            try await place.connected { try await $0.putSecret(secret, named: name, policy: policy) }
            Terminal.print("stored '\(name)' for devices that '\(policy)' affirms")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the secrets' names. Nothing shows a secret.",
            discussion: "  bedplate secret list"
        )
        @OptionGroup var place: ServicePlace
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let names = try await place.connected { try await $0.secretNames() }
            if json { return try Terminal.print(json: names) }
            for name in names { Terminal.print(Terminal.clean(name)) }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Release a secret no more. Devices that have it keep it.",
            discussion: "  bedplate secret remove data-key"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The secret's name.") var name: String

        func run() async throws {
            try await place.connected { try await $0.removeSecret(name) }
            Terminal.print("removed '\(name)'")
        }
    }

    struct Encrypt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Encrypt a file under a data key; `bedplate-agent open` decrypts it on a proven device.",
            discussion: "  bedplate secret encrypt settings --key-file data.key --out settings.sealed"
        )
        @Argument(help: ArgumentHelp("At most 64 MiB.", valueName: "file")) var file: String
        @Option(help: ArgumentHelp("The data key: 32 octets.", valueName: "file")) var keyFile: String
        @Option(help: ArgumentHelp("Where the encrypted file goes.", valueName: "file")) var out: String

        func run() async throws {
            let content = try DurableFile.read(file, atMost: EncryptedFile.limit)
            let key = try DurableFile.read(keyFile, atMost: 4096)
            try DurableFile.write(try EncryptedFile.seal(content, key: key), to: out)
        }
    }
}
