import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Lab
import LabSupport
import Logging
import Synchronization
import Testing

@testable import Service

/// What the operator's log says of refusals.
struct RefusalLogTests {
    @Test func `each refusal is logged once at notice with its code, and no secret`() async throws {
        let book = LogBook()
        try await withService(logger: book.logger) { service in
            let secret = "hunter2-hunter2-hunter2-hunter2!"
            func expect(_ code: String, _ status: Int, _ ask: () async throws -> ServiceUnderTest.Answer) async throws {
                book.clear()
                let answer = try await ask()
                #expect(answer.status == status, "\(code)")
                let lines = book.lines.filter { $0.level >= .notice }
                #expect(lines.map { $0.metadata["code"]?.description } == [code], "\(lines)")
                #expect(lines.allSatisfy { $0.level == .notice })
                #expect(!book.lines.contains { "\($0)".contains(secret) || "\($0)".contains(ServiceUnderTest.token) })
            }
            // The positive control: what is not refused is no notice, and the book sees requests at all.
            book.clear()
            #expect(try await service.asOperator(.put, "/v1/documents/policy/lab", labPolicy).status == 200)
            #expect(book.lines.contains { $0.level == .info } && !book.lines.contains { $0.level >= .notice })

            try await expect("not-found", 404) { try await service.send(.get, "/" + secret) }
            try await expect("not-found", 404) { try await service.asOperator(.get, "/v1/devices/" + secret) }
            try await expect("malformed", 400) { try await service.send(.post, "/v1/enrolments", Array(secret.utf8)) }
            try await expect("unauthorized", 401) { try await service.send(.get, "/v1/devices", token: secret) }
            try await expect("too-large", 413) {
                try await service.asOperator(
                    .put,
                    "/v1/secrets/s?policy=lab",
                    Array((0..<9).map { _ in secret }.joined().utf8)
                )
            }
            try await expect("malformed", 400) {
                try await service.asOperator(.put, "/v1/secrets/-\(secret)?policy=lab", Array(secret.utf8))
            }
            try await withLabTPM { tpm in
                let request = try TestDevice(lab: tpm).enrolment("unit")
                // No anchor is pinned.
                try await expect("refused", 403) { try await service.post("/v1/enrolments", request) }
                #expect(book.lines.contains { $0.metadata["failed"]?.description.contains("ek.chain") == true })
            }
        }
    }
}

extension RefusalLogTests {
    @Test func `a request that is ended because it takes too long is logged once too`() async throws {
        for (limit, expected) in [(Duration.milliseconds(50), ["unavailable"]), (.seconds(20), [])] {
            let book = LogBook()
            let router = Router(context: RequestScope.self)
            router.add(middleware: ProblemMiddleware())
            router.get("slow") { _, _ in
                try await Task.sleep(for: .milliseconds(300))
                return Response.text("late")
            }
            let responder = TimeLimit(base: router.buildResponder(), limit: limit)
            try await Application(responder: responder, logger: book.logger).test(.router) { client in
                _ = try await client.executeRequest(uri: "/slow", method: .get, headers: [:], body: nil)
            }
            let codes = book.lines.filter { $0.level >= .notice }.map { $0.metadata["code"]?.description }
            #expect(codes == expected)
        }
    }
}

/// What was logged.
final class LogBook: Sendable {
    struct Line: Sendable {
        var level: Logger.Level
        var message: String
        var metadata: Logger.Metadata
    }

    private let written = Mutex<[Line]>([])
    var lines: [Line] { written.withLock { $0 } }
    func clear() { written.withLock { $0 = [] } }
    func write(_ line: Line) { written.withLock { $0.append(line) } }
    var logger: Logger { Logger(label: "book") { _ in LogBookHandler(book: self) } }
}

private struct LogBookHandler: LogHandler {
    let book: LogBook
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        book.write(
            LogBook.Line(
                level: event.level,
                message: "\(event.message)",
                metadata: metadata.merging(event.metadata ?? [:]) { $1 }
            )
        )
    }
}
