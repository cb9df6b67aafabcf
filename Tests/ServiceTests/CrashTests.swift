import API
import AsyncHTTPClient
import Digests
import Foundation
import HTTPTypes
import Identity
import KeyStore
import Lab
import LabSupport
import Ledger
import Model
import NIOCore
import NIOHTTP1
import PKIX
import Programs
import StoreSQLite
import TPM2
import Testing
import Wire

@testable import Service

/// kill -9 at random moments of enrolment, attestation and release.
@Suite(.serialized) struct CrashTests {
    static let kills = 12

    @Test func `a service that is killed at any moment leaves store and ledger whole, and the step can be run again`()
        async throws
    {
        let path = NSTemporaryDirectory() + "bedplate-crash-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withLabTPM { tpm in
            let device = TestDevice(lab: tpm)
            var service = try RunningService(path)
            try await service.prepare(device)
            // The verifier's key is pinned before anything happens, and decrypting keys takes its time.
            let directory = try await DataDirectory(path: path)
            var generator = SystemRandomNumberGenerator()
            var finished = 0
            for _ in 0..<Self.kills {
                // Death falls somewhere into a round of the whole job.
                let delay = UInt64.random(in: 0...400, using: &generator)
                let victim = service.program
                let identifier = victim.processIdentifier
                let killer = Task {
                    try? await Task.sleep(for: .milliseconds(delay))
                    kill(identifier, SIGKILL)
                }
                while victim.isRunning {
                    do {
                        try await service.round(device)
                        finished += 1
                    } catch {
                        break
                    }
                }
                await killer.value
                #expect(victim.wait(atMost: 30) == 128 + SIGKILL)
                try await Self.audit(directory)
                service = try RunningService(path)
                // The step can be run again.
                try await service.round(device)
            }
            service.program.end()
            #expect(service.program.wait(atMost: 0) == 0)
            try await Self.audit(directory)
            print("killed the service \(Self.kills) times; \(finished) rounds finished in between")
        }
    }

    /// Everything that is stored is in the ledger, and the ledger holds.
    private static func audit(_ directory: DataDirectory) async throws {
        let store = try SQLiteStore(path: directory.storePath)
        let stored = try await store.checkStorage()
        #expect(stored.holds, "\(stored.failures)")
        let key = try directory.keys.ledgerVerifierKey(.default)
        let judgement = try await LedgerAudit(key: key).judge(store, tenant: .default)
        #expect(judgement.holds, "\(judgement.failures)")
        let devices = try await store.devices(after: nil, limit: 100, tenant: .default)
        #expect(devices.count <= 1)
        for device in devices {
            let records = try await store.evidence(device: device.id, tenant: .default)
            #expect(records.filter { $0.kind == "device.enrolled" }.count == 1)
            let appraisals = records.filter { $0.kind == "evidence.appraised" }
            let outcome = try await store.outcome(device: device.id, tenant: .default)
            #expect((outcome != nil) == !appraisals.isEmpty)
            // One nonce, one record.
            #expect(Set(appraisals.compactMap { $0.fields["nonce"] }).count == appraisals.count)
        }
        try store.close()
    }
}

/// A service in a process of its own.
struct RunningService {
    let program: RunningProgram
    let address: String
    let token: String

    init(_ path: String) throws {
        program = try RunningProgram([try Self.executable(), path])
        // Making and decrypting keys takes its time.
        let deadline = ContinuousClock.now + .seconds(120)
        var line = ""
        while !line.hasSuffix("\n") {
            guard program.isRunning, ContinuousClock.now < deadline else {
                let errors = (try? String(contentsOf: program.errorFile, encoding: .utf8)) ?? ""
                throw BedplateError(.environment, "the service under test did not start: \(errors)")
            }
            usleep(2_000)
            line = try String(contentsOf: program.outputFile, encoding: .utf8)
        }
        address = String(line.dropLast())
        token = try DataDirectory.operatorToken(in: path)
    }

    /// The products lie beside the test bundle, or, when tests run as a program of the toolchain, beside its argument.
    private static func executable() throws -> String {
        let places = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        let found = places.map { $0.appendingPathComponent("ServiceProcess").path }
            .first(where: FileManager.default.isExecutableFile(atPath:))
        guard let found else { throw BedplateError(.environment, "ServiceProcess was not built") }
        return found
    }

    /// Pins the maker, stores policy and secret, and learns from a first boot.
    func prepare(_ device: TestDevice) async throws {
        let root = try device.lab.manufacturer().rootCertificate()
        _ = try await send(.POST, "/v1/anchors", try encode(AnchorRequest(certificate: Data(root), simulated: true)))
        _ = try await send(.PUT, "/v1/documents/policy/lab", labPolicy)
        _ = try await send(.PUT, "/v1/secrets/key?policy=lab", [1, 2, 3])
        let id = try await enrol(device)
        _ = try await attest(device, id, secret: nil)
        let shown = try await send(.GET, "/v1/devices/\(id)/boot", [])
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let quote = try decoder.decode(BootMessage.self, from: Data(shown)).quote
        let learn = try encode(LearnRequest(device: id, quote: quote))
        _ = try await send(.POST, "/v1/references/lab-device/learn", learn)
    }

    /// Enrolment, attestation and release once.
    func round(_ device: TestDevice) async throws {
        let id = try await enrol(device)
        let answer = try await attest(device, id, secret: "key")
        guard answer.status == "affirming", let sealed = answer.sealed, try device.unseal(sealed) == [1, 2, 3] else {
            throw BedplateError(.refused, "the round was refused: \(answer.findings)")
        }
    }

    private func enrol(_ device: TestDevice) async throws -> String {
        let begun = try await send(.POST, "/v1/enrolments", try encode(device.enrolment("unit")))
        let challenge = try JSONDecoder().decode(EnrolmentChallenge.self, from: Data(begun))
        let grant = try await send(
            .POST,
            "/v1/enrolments/\(challenge.enrolment)",
            try encode(device.activate(challenge))
        )
        return try JSONDecoder().decode(EnrolmentGrant.self, from: Data(grant)).device
    }

    private func attest(_ device: TestDevice, _ id: String, secret: String?) async throws -> AttestationAnswer {
        let granted = try await send(.POST, "/v1/devices/\(id)/nonces", try encode(NonceRequest(policy: "lab")))
        let nonce = try JSONDecoder().decode(NonceGrant.self, from: Data(granted))
        let evidence = try device.evidence(nonce, secret: secret)
        let answer = try await send(.POST, "/v1/devices/\(id)/attestations", try encode(evidence))
        return try JSONDecoder().decode(AttestationAnswer.self, from: Data(answer))
    }

    private func encode(_ message: some Encodable) throws -> [UInt8] { [UInt8](try JSONEncoder().encode(message)) }

    private func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer " + token)
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        guard (200..<300).contains(response.status.code) else {
            throw BedplateError(.unavailable, "\(response.status.code): \(String(buffer: bytes))")
        }
        return Array(bytes.readableBytesView)
    }
}
