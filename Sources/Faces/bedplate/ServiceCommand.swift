import API
import ArgumentParser
import Client
import Files
import Foundation
import Model
import Terminal

struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "The service itself: the key that its word is checked with.",
        subcommands: [Key.self]
    )

    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the key that the service signs results with, for devices to pin.",
            discussion: """
                PEM, or a JWK with --json; `bedplate-agent enroll --service-key` takes either.
                Asks over loopback or https only: a key that somebody could change on its way
                is not worth handing out.

                  bedplate service key --out service.pem
                """
        )
        @OptionGroup var place: ServicePlace
        @Option(help: ArgumentHelp("Write it here.", valueName: "file")) var out: String?
        @Flag(help: "Print a JWK.") var json = false

        func run() async throws {
            let address = try ServiceAddress(place.service)
            guard address.isPrivate else {
                throw BedplateError(
                    .forbidden,
                    "the key would come from \(address.url) in the clear, where others can change it",
                    hint: "use https, or work on the machine that runs the service"
                )
            }
            let key = try await Client.connected(to: address) { try await $0.describe().resultKey }
            guard let pem = key.pem, let fingerprint = key.fingerprint else {
                throw BedplateError(.refused, "the service shows a key for results that is not on P-256")
            }
            guard let out else {
                if json { try Terminal.print(json: key) } else { Terminal.write(octets: Array(pem.utf8)) }
                return Terminal.note("SHA-256 \(fingerprint)")
            }
            try DurableFile.write(json ? [UInt8](try JSONEncoder().encode(key)) : Array(pem.utf8), to: out)
            Terminal.note("SHA-256 \(fingerprint)")
        }
    }
}
