import API
import Digests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import KeyStore
import Ledger
import Logging
import Model
import NIOCore
import PKIX
import Release
import StoreSQLite
import Synchronization
import TPM2
import Wire

@testable import Service

/// A service in this process, with a store of its own and keys that vanish, asked through its router.
struct ServiceUnderTest: Sendable {
    let client: any TestClientProtocol
    let store: SQLiteStore
    let keys: ServiceKeys
    let clock: TestClock

    static let token = "0123456789abcdef0123456789abcdef"

    /// Octets out, octets in.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var body: [UInt8]

        func json<T: Decodable>(_ type: T.Type = T.self) throws -> T {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(T.self, from: Data(body))
        }

        /// The code at the end of a problem's type; nil when the body is none.
        var problem: String? { (try? json(Problem.self))?.type.split(separator: ":").last.map(String.init) }
        /// The codes of a problem's findings.
        var findings: [String] { ((try? json(Problem.self))?.findings ?? []).map(findingCode) }
    }

    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ body: [UInt8]? = nil,
        token: String? = nil
    ) async throws -> Answer {
        var headers = HTTPFields()
        if let token { headers[.authorization] = "Bearer " + token }
        let response = try await client.executeRequest(
            uri: uri,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(bytes: $0) }
        )
        return Answer(
            status: response.status.code,
            headers: response.headers,
            body: Array(response.body.readableBytesView)
        )
    }

    func post(_ uri: String, _ message: some Encodable, token: String? = nil) async throws -> Answer {
        try await send(.post, uri, [UInt8](try JSONEncoder().encode(message)), token: token)
    }

    func asOperator(_ method: HTTPRequest.Method, _ uri: String, _ body: [UInt8]? = nil) async throws -> Answer {
        try await send(method, uri, body, token: Self.token)
    }
}

/// `failed ek.chain: …` -> `ek.chain`
func findingCode(_ sentence: String) -> String {
    String(sentence.split(separator: " ").dropFirst().first?.dropLast() ?? "")
}

/// A clock that tests set forward.
final class TestClock: Sendable {
    private let offset = Mutex(0.0)
    var now: Date { Date().addingTimeInterval(offset.withLock { $0 }) }
    func advance(by seconds: Double) { offset.withLock { $0 += seconds } }
}

/// Runs `body` against a service with an empty store, and removes the store after.
///
/// - Parameters:
///   - other: a service whose store and keys this one shares, as after a restart.
///   - wrap: what stands between the service and its store.
func withService(
    allowsNewDevices: Bool = true,
    tenant: Tenant = .default,
    logger: Logger = .silent,
    onto other: ServiceUnderTest? = nil,
    through wrap: (SQLiteStore) -> any Store = { $0 },
    _ body: @Sendable (ServiceUnderTest) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "bedplate-\(UUID().uuidString.prefix(8))"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = TestClock()
    let store = try other?.store ?? SQLiteStore(path: folder.path + "/store.sqlite", now: { clock.now })
    let keys: ServiceKeys
    if let other { keys = other.keys } else { keys = try await testKeys() }
    let application = BedplateService.application(
        ServiceConfiguration(
            dataDirectory: folder.path,
            port: 0,
            tenant: tenant,
            allowsNewDevices: allowsNewDevices,
            logger: logger
        ),
        store: wrap(store),
        keys: keys,
        now: { clock.now }
    )
    try await application.test(.router) { client in
        try await body(ServiceUnderTest(client: client, store: store, keys: keys, clock: clock))
    }
    if other == nil { try store.close() }
}

extension Logger {
    /// For what a test does not read.
    static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}

func testKeys() async throws -> ServiceKeys {
    let now = Date()
    return ServiceKeys(
        authority: try await CertificateAuthority.selfSigned(
            name: "Test CA",
            validity: Validity(
                notBefore: now.addingTimeInterval(-86_400),
                notAfter: now.addingTimeInterval(86_400 * 365)
            ),
            signer: try SoftwareSigner.ephemeral(.ecdsaP256)
        ),
        result: try SoftwareSigner.ephemeral(.ecdsaP256),
        ledger: try SoftwareSigner.ephemeral(.ed25519),
        nonce: [UInt8](repeating: 7, count: 32),
        vault: try SecretVault(key: [UInt8](repeating: 9, count: 32)),
        operatorToken: Array(ServiceUnderTest.token.utf8)
    )
}

let labPolicy = Array(
    #"{"version":1,"name":"lab","reference":"lab-device","bank":"sha256","pcrs":[0,4,9],"affirmSimulatedRoot":true}"#
        .utf8
)
