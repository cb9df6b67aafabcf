import API
import Agent
import Client
import Foundation
import Lab
import Logging
import Model
import Service
import Synchronization
import TPM2
import TPMTransport

/// One whole attestation over HTTP: a service with its data directory on disk, an emulated TPM, an enrolled device whose
/// reference values were learned. The TPM's own time is what its transport waited; ours is the rest.
enum AttestationBenchmark {
    static let rounds = 41
    /// Attestations before the measurement.
    static let warmUp = 160
    /// What our part should stay below, in milliseconds.
    static let aim = 2.0

    static func run() async throws {
        let directory = try TemporaryDirectory()
        let lab = URL(fileURLWithPath: directory.path + "/lab")
        let tpm = try LabTPM.create(in: lab, name: "device")
        try tpm.boot()
        defer { try? tpm.remove() }
        try await withService(directory.path + "/data") { service in
            let device = try await enrol(tpm, service, directory.path)
            try await measure(device, agent: try agent(tpm, directory.path))
        }
    }

    private static func measure(_ device: AttestingDevice, agent: Agent) async throws {
        // Past 4 MiB SQLite's write-ahead log is overwritten instead of extended, which halves what a flush costs here.
        var fresh: [AttestationSample] = []
        for _ in 0..<warmUp { fresh.append(try await device.attestWithLoadedKeys()) }
        let growing = Array(fresh.prefix(40))
        var remade: [AttestationSample] = []
        var loaded: [AttestationSample] = []
        var whole: [Double] = []
        for _ in 0..<rounds {
            let samples = (try await device.attestLikeAgent(), try await device.attestWithLoadedKeys())
            let start = ContinuousClock.now
            let answer = try await agent.attest(policy: nil, releasing: nil, service: nil)
            let seconds = (ContinuousClock.now - start).seconds
            guard answer.status == "affirming" else { throw WrongOutcome(answer.status) }
            remade.append(samples.0)
            loaded.append(samples.1)
            whole.append(seconds)
        }
        var table = Table(
            "One attestation over HTTP, swtpm, SQLite on disk (aim: ours below \(Table.number(aim, 0)) ms)",
            "ms",
            "all kept",
            "as the agent"
        )
        func row(_ name: String, _ value: ([AttestationSample]) -> Double) {
            table.add(name, Table.number(value(loaded), 3), Table.number(value(remade), 3))
        }
        row("whole, from asking for the nonce to the answer") { $0.median { $0.whole * 1e3 } }
        row("the TPM's own time, at its transport") { $0.median { $0.tpm * 1e3 } }
        row("ours") { $0.median { $0.ours * 1e3 } }
        row("  the service, from body to answer") { $0.medianOfPhases }
        for name in loaded.phaseNames { row("    \(name)") { $0.median(phase: name) } }
        row("  HTTP and JSON around that") { samples in
            samples.median { $0.answer * 1e3 - $0.phases.reduce(0) { $0 + $1.milliseconds } }
        }
        row("  the nonce's request") { $0.median { $0.nonce * 1e3 } }
        row("  quoting: sessions, keys, the log's file") { samples in
            samples.median { ($0.whole - $0.nonce - $0.answer - $0.tpm) * 1e3 }
        }
        let bare = Table.number(try await device.bareRequest() * 1e3, 3)
        table.add("a request that does nothing (GET /healthz)", bare, bare)
        row("ours without the commit's flush") { samples in
            samples.median { sample in
                sample.ours * 1e3 - sample.phases.filter { $0.name == "commit" }.reduce(0) { $0 + $1.milliseconds }
            }
        }
        table.print()
        print(
            "  The commit while the write-ahead log grows: \(Table.number(growing.median(phase: "commit"), 3)) ms"
        )
        print(
            "  TPM commands: \(loaded.first?.commands ?? 0) with kept keys, \(remade.first?.commands ?? 0) else."
                + " Agent.attest itself: \(Table.number(whole.median * 1e3, 3)) ms"
        )
    }

    private static func agent(_ tpm: LabTPM, _ directory: String) throws -> Agent {
        guard case .unix(let path) = tpm.endpoint else { throw WrongOutcome("the TPM has no socket") }
        let root = TPMRoot(
            .unix(path: path),
            enrolment: TPMRoot.Enrolment(anchors: [try tpm.manufacturer().directory.path]),
            log: tpm.directory.path + "/eventlog.bin"
        )
        return Agent(state: try AgentState(directory + "/agent"), root: root)
    }

    /// Pins the lab's maker, enrols the device with the agent, learns its boot.
    private static func enrol(_ tpm: LabTPM, _ service: String, _ directory: String) async throws -> AttestingDevice {
        let token = try DataDirectory.operatorToken(in: directory + "/data")
        let policy =
            #"{"version":1,"name":"lab","reference":"lab-device","bank":"sha256","pcrs":[0,4,9],"affirmSimulatedRoot":true}"#
        let root = try tpm.manufacturer().rootCertificate()
        let agent = try agent(tpm, directory)
        return try await Client.connected(to: try ServiceAddress(service), token: token) { client in
            _ = try await client.addAnchor(root, simulated: true)
            _ = try await client.putDocument(.policy, named: "lab", Array(policy.utf8))
            let identity = try await agent.enrol(
                Agent.EnrolmentOptions(service: service, name: "device", policy: "lab")
            )
            _ = try await agent.attest(policy: nil, releasing: nil, service: nil)
            _ = try await client.learn("lab-device", from: identity.device)
            guard let template = EndorsementKeyTemplate(rawValue: identity.endorsementTemplate) else {
                throw WrongOutcome(identity.endorsementTemplate)
            }
            return AttestingDevice(id: identity.device, lab: tpm, endorsement: template, service: service)
        }
    }

    /// Runs the service as `bedplate serve` does, on a port of the system's choice, for as long as `body` runs.
    private static func withService(_ directory: String, _ body: (String) async throws -> Void) async throws {
        let (addresses, ready) = AsyncStream.makeStream(of: String.self)
        var logger = Logger(label: "benchmarks")
        // Ending the service by cancelling its task, it reports what it did not await.
        logger.logLevel = .critical
        let configuration = ServiceConfiguration(
            dataDirectory: directory,
            port: 0,
            logger: logger,
            onReady: { ready.yield($0) }
        )
        let running = Task {
            defer { ready.finish() }
            try await BedplateService(configuration: configuration).run()
        }
        for await address in addresses {
            do { try await body(address) } catch {
                running.cancel()
                throw error
            }
            running.cancel()
        }
        do { try await running.value } catch is CancellationError {}
    }
}
