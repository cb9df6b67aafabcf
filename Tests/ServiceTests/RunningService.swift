import API
import AsyncHTTPClient
import Foundation
import Lab
import Ledger
import Model
import NIOCore
import NIOHTTP1
import Programs
import StoreSQLite
import Testing

@testable import Service

/// A service in a process of its own.
struct RunningService {
    let program: RunningProgram
    let endpoint: ServiceEndpoint

    /// Starts the service, and waits until it answers.
    init(_ path: String) async throws { try await self.init(waitingFor: Self.begin(path), path) }

    /// Starts the service, and does not wait.
    static func begin(_ path: String) throws -> RunningProgram { try RunningProgram([try executable(), path]) }

    /// Waits until a service that was begun answers.
    init(waitingFor program: RunningProgram, _ path: String) async throws {
        self.program = program
        // Making and decrypting keys takes its time.
        let deadline = ContinuousClock.now + .seconds(120)
        var line = ""
        while !line.hasSuffix("\n") {
            guard program.isRunning, ContinuousClock.now < deadline else {
                let errors = (try? String(contentsOf: program.errorFile, encoding: .utf8)) ?? ""
                throw BedplateError(.environment, "the service under test did not start: \(errors)")
            }
            try await Task.sleep(for: .milliseconds(2))
            line = try String(contentsOf: program.outputFile, encoding: .utf8)
        }
        endpoint = ServiceEndpoint(address: String(line.dropLast()), token: try DataDirectory.operatorToken(in: path))
    }

    /// Ends it as an operator would.
    func end() {
        program.end()
        #expect(program.wait(atMost: 0) == 0)
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
}

/// Where a running service answers, and what one asks it.
struct ServiceEndpoint: Sendable {
    /// Gives up at once where nobody listens: the client would otherwise try again until the request's time is over.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    let address: String
    let token: String

    /// Pins the maker, stores policy and secret, and learns from a first boot.
    @discardableResult
    func prepare(_ device: TestDevice) async throws -> String {
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
        return id
    }

    /// Enrolment, attestation and release once.
    func round(_ device: TestDevice) async throws {
        let id = try await enrol(device)
        let answer = try await attest(device, id, secret: "key")
        guard answer.status == "affirming", let sealed = answer.sealed, try device.unseal(sealed) == [1, 2, 3] else {
            throw BedplateError(.refused, "the round was refused: \(answer.findings)")
        }
    }

    func enrol(_ device: TestDevice, name: String = "unit") async throws -> String {
        let begun = try await send(.POST, "/v1/enrolments", try encode(device.enrolment(name)))
        let challenge = try JSONDecoder().decode(EnrolmentChallenge.self, from: Data(begun))
        let grant = try await send(
            .POST,
            "/v1/enrolments/\(challenge.enrolment)",
            try encode(device.activate(challenge))
        )
        return try JSONDecoder().decode(EnrolmentGrant.self, from: Data(grant)).device
    }

    func attest(_ device: TestDevice, _ id: String, secret: String?) async throws -> AttestationAnswer {
        try await submit(try device.evidence(try await nonce(id), secret: secret), id)
    }

    func nonce(_ id: String) async throws -> NonceGrant {
        let granted = try await send(.POST, "/v1/devices/\(id)/nonces", try encode(NonceRequest(policy: "lab")))
        return try JSONDecoder().decode(NonceGrant.self, from: Data(granted))
    }

    func submit(_ evidence: AttestationEvidence, _ id: String) async throws -> AttestationAnswer {
        let answer = try await send(.POST, "/v1/devices/\(id)/attestations", try encode(evidence))
        return try JSONDecoder().decode(AttestationAnswer.self, from: Data(answer))
    }

    func describe() async throws -> ServiceDescription {
        try JSONDecoder().decode(ServiceDescription.self, from: Data(try await send(.GET, "/v1/service", [])))
    }

    func encode(_ message: some Encodable) throws -> [UInt8] { [UInt8](try JSONEncoder().encode(message)) }

    func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer " + token)
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await Self.client.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        guard (200..<300).contains(response.status.code) else {
            throw BedplateError(.unavailable, "\(response.status.code): \(String(buffer: bytes))")
        }
        return Array(bytes.readableBytesView)
    }
}

/// Everything that is stored is in the ledger, and the ledger holds.
func audit(_ directory: DataDirectory, devices most: Int = 1) async throws {
    let store = try SQLiteStore(path: directory.storePath)
    let stored = try await store.checkStorage()
    #expect(stored.holds, "\(stored.failures)")
    let key = try directory.keys.ledgerVerifierKey(.default)
    let judgement = try await LedgerAudit(key: key).judge(store, tenant: .default)
    #expect(judgement.holds, "\(judgement.failures)")
    let devices = try await store.devices(after: nil, limit: 100, tenant: .default)
    #expect(devices.count <= most)
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
