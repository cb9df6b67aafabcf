import API
import ArgumentParser
import Client
import Digests
import Foundation
import Model
import PKIX
import Terminal
import Wire

struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "The makers' certificates that endorsement and instance keys must chain to.",
        subcommands: [Add.self, List.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Trust certificates: PEM or DER files, or directories of them.",
            discussion: """
                  bedplate trust add infineon-root.pem
                  bedplate trust add --simulated lab/manufacturer/
                """
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: ArgumentHelp("Certificates.", valueName: "file-or-directory")) var paths: [String]
        @Flag(help: "These are an emulation's: no device beneath them can prove hardware.") var simulated = false
        @Option(help: ArgumentHelp("A deviation of the certificate to tolerate.", valueName: "name"))
        var allow: [String] = []
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let leniency = try Leniency(allow)
            let certificates = try paths.flatMap { try CertificateFiles.read($0, allowing: leniency) }
            let added = try await place.connected { client in
                var added: [AnchorMessage] = []
                for certificate in certificates {
                    if certificates.count > 10 { Terminal.progress("\(added.count + 1) of \(certificates.count)") }
                    added.append(try await client.addAnchor(certificate.der, simulated: simulated))
                }
                return added
            }
            if json { return try Terminal.print(json: added) }
            for anchor in added {
                Terminal.print("trusted \(anchor.name)" + (anchor.simulated ? " (simulated)" : ""))
                Terminal.print("  \(anchor.fingerprint)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is trusted.",
            discussion: "  bedplate trust list"
        )
        @OptionGroup var place: ServicePlace
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let anchors = try await place.connected { try await $0.anchors() }
            if json { return try Terminal.print(json: anchors) }
            Terminal.print(
                table: ["FINGERPRINT", "ADDED", "NAME"],
                anchors.map {
                    [
                        String($0.fingerprint.prefix(16)), String($0.addedAt.formatted(.iso8601).prefix(10)),
                        $0.name + ($0.simulated ? " (simulated)" : ""),
                    ]
                }
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Trust no more. Devices that are enrolled stay so.",
            discussion: "  bedplate trust remove 4d3f0e88e51a2b90"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The fingerprint, or so much of its beginning that it is the only one.") var fingerprint: String

        func run() async throws {
            try await place.connected { client in
                let wanted = fingerprint.lowercased()
                let found = try await client.anchors().filter { $0.fingerprint.hasPrefix(wanted) }
                guard found.count == 1, let anchor = found.first else {
                    throw BedplateError(
                        .notFound,
                        "\(found.count) certificates begin with '\(fingerprint)'",
                        hint: "`bedplate trust list` shows them"
                    )
                }
                try await client.removeAnchor(anchor.fingerprint)
                Terminal.print("trusted no more: \(anchor.name)")
            }
        }
    }
}

extension Leniency {
    /// The deviations of these names; an unknown one is a wrong use.
    init(_ names: [String]) throws {
        self = try names.reduce(into: []) { sum, name in
            guard let one = Leniency(named: name) else {
                throw BedplateError(
                    .malformed,
                    "unknown deviation '\(name)'",
                    hint: "known are: " + Leniency.named.map(\.name).joined(separator: ", ")
                )
            }
            sum.insert(one)
        }
    }
}
