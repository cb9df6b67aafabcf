import API
import ArgumentParser
import Client
import Foundation
import Model
import Terminal

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "The devices: list, show, retire, accept a cleared TPM.",
        subcommands: [List.self, Show.self, Retire.self, ResetClock.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the devices.",
            discussion: "  bedplate device list --json"
        )
        @OptionGroup var place: ServicePlace
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let devices = try await place.connected { client in
                var all: [DeviceMessage] = []
                while true {
                    let page = try await client.devices(after: all.last?.id, limit: 100)
                    all += page
                    if page.count < 100 { return all }
                    Terminal.progress("\(all.count) devices")
                }
            }
            if json { return try Terminal.print(json: devices) }
            Terminal.print(
                table: ["NAME", "STATE", "ROOT", "ID"],
                devices.map { [$0.name, $0.state, $0.manufacturer + ($0.simulated ? " (simulated)" : ""), $0.id] }
            )
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one device and the evidence about it.",
            discussion: "  bedplate device show gateway-7"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "Identifier or name.") var device: String
        @Flag(help: "Print JSON.") var json = false

        private struct Shown: Encodable {
            var device: DeviceMessage
            var evidence: [EvidenceRecord]
            var lastAttestation: OutcomeMessage?
            /// What reference values can be learned from.
            var lastBoot: BootMessage?
        }

        func run() async throws {
            let shown = try await place.connected { client in
                let found = try await client.device(device)
                return Shown(
                    device: found,
                    evidence: try await client.evidence(of: found.id),
                    lastAttestation: try await Self.ifAny { try await client.lastOutcome(of: found.id) },
                    lastBoot: try await Self.ifAny { try await client.lastBoot(of: found.id) }
                )
            }
            if json { return try Terminal.print(json: shown) }
            let found = shown.device
            Terminal.print(fields: [
                ("name", found.name), ("id", found.id), ("state", found.state),
                (
                    "root",
                    found.root == nil
                        ? "TPM 2.0, \(found.manufacturer) \(found.model)" : "PSA, endorsed by \(found.manufacturer)"
                ),
                ("implementation", found.root == nil ? nil : found.model),
                ("", found.simulated ? "SIMULATED: proves nothing about hardware" : nil),
                ("enrolled", found.enrolledAt.formatted(.iso8601)),
                (found.root == nil ? "endorsement key" : "instance key", found.endorsementKey),
                (found.root == nil ? "attestation key" : "instance id", found.attestationKeyName),
                (
                    "last attestation",
                    shown.lastAttestation.map {
                        "\($0.affirming ? "affirmed" : "NOT affirmed"), \($0.at.formatted(.iso8601))"
                    } ?? "none"
                ),
            ])
            if let boot = shown.lastBoot {
                Terminal.print()
                boot.show()
            }
            guard !shown.evidence.isEmpty else { return }
            Terminal.print()
            Terminal.print(
                table: ["WHEN", "EVIDENCE", "CLASS", ""],
                shown.evidence.map {
                    [$0.collectedAt.formatted(.iso8601), $0.kind, $0.evidenceClass.rawValue, $0.polarity.rawValue]
                }
            )
        }

        /// Nil for a device that never attested, or whose last quote did not verify.
        private static func ifAny<Found>(_ ask: () async throws -> Found) async throws -> Found? {
            do {
                return try await ask()
            } catch let error as BedplateError where error.code == .notFound {
                return nil
            }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Retire a device: it attests no more and receives nothing. Its keys stay taken.",
            discussion: "  bedplate device retire gateway-7"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "Identifier or name.") var device: String

        func run() async throws {
            try await place.connected { client in
                let found = try await client.device(device)
                try await client.retire(found.id)
                Terminal.print("retired '\(found.name)'")
            }
        }
    }

    struct ResetClock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept that a device's counters start again, because its TPM was cleared.",
            discussion: "  bedplate device reset-clock gateway-7"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "Identifier or name.") var device: String

        func run() async throws {
            try await place.connected { client in
                let found = try await client.device(device)
                try await client.resetClock(of: found.id)
                Terminal.print("the next quote of '\(found.name)' sets its clock anew")
            }
        }
    }
}
