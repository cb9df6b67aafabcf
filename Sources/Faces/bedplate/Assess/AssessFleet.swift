import API
import ArgumentParser
import Client
import Files
import Fleet
import Foundation
import Model
import PKIX
import Terminal
import Wire

struct AssessFleet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Look at the keys of many devices together.",
        discussion: """
            The same key twice, RSA keys that share a prime, keys of a broken generator
            (ROCA), and algorithms that are weak or run out. Keys are those of the
            service's devices, or a file with a device and a key a line: the
            SubjectPublicKeyInfo in DER, in base64.

              bedplate assess fleet
              bedplate assess fleet --keys keys.txt --json
            """
    )
    @OptionGroup var place: ServicePlace
    @Option(help: ArgumentHelp("A device and a key a line.", valueName: "file")) var keys: String?
    @Flag(name: .customLong("all"), help: "Also what holds.") var isWhole = false
    @Flag(help: "Print JSON.") var json = false

    /// Octets of a file of keys: four million lines of RSA-2048.
    private static let limit = 2 << 30

    func run() async throws {
        var survey = FleetSurvey()
        if let keys { try read(keys, into: &survey) } else { try await register(into: &survey) }
        let report = try survey.examined(at: Date()) { progress in
            Terminal.progress("\(progress.stage.rawValue) \(Int(progress.fraction * 100)) %")
        }
        try Terminal.print(
            judgement: report.judgement,
            json: json,
            isBrief: !isWhole,
            "\(report.units) devices: no key is shared or weak",
            "\(report.units) devices: \(report.shared) share a key or a prime with another, \(report.weak) keys are weak"
        )
    }

    private func read(_ path: String, into survey: inout FleetSurvey) throws {
        let octets = try DurableFile.read(path, atMost: Self.limit)
        for (number, line) in octets.split(separator: 0x0A).enumerated() {
            let words = line.split(separator: 0x20, omittingEmptySubsequences: true)
            guard words.count == 2, let device = String(validating: words[0], as: UTF8.self),
                let key = Data(base64Encoded: Data(words[1]))
            else {
                throw BedplateError(
                    .malformed,
                    "\(path), line \(number + 1): no device and key in base64",
                    hint: "a line is like: unit-412 MFkwEwYHKoZIzj0C…"
                )
            }
            try survey.add(.subjectPublicKeyInfo([UInt8](key)), of: device)
        }
    }

    /// The certified keys of the service's devices.
    private func register(into survey: inout FleetSurvey) async throws {
        let devices = try await place.connected { client in try await client.devices() }
        guard !devices.isEmpty else { throw BedplateError(.notFound, "the service has no devices") }
        for device in devices {
            let keys = [("endorsement", device.endorsementCertificate), ("attestation", device.attestationCertificate)]
            for (name, certificate) in keys where !certificate.isEmpty {
                // What no reader understands is told as unreadable, and is no key.
                let key = try Certificate(der: [UInt8](certificate)).publicKey.subjectPublicKeyInfo ?? []
                try survey.add(.subjectPublicKeyInfo(key), named: name, of: device.name)
            }
        }
    }
}
