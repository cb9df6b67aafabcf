import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One HTTP connection to the service that also shows what the service says about its own time.
struct Exchange {
    let service: String
    private let http: HTTPClient

    /// Runs `body` with connections of its own, closed after: what the agent does for each attestation.
    static func fresh<Result>(to service: String, _ body: (Exchange) async throws -> Result) async throws -> Result {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            let result = try await body(Exchange(service: service, http: http))
            try await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    /// - Returns: the answer, and the phases of `Server-Timing` in milliseconds; none where the route reports none.
    func post<Answer: Decodable>(
        _ path: String,
        _ message: some Encodable,
        as type: Answer.Type = Answer.self
    ) async throws -> (answer: Answer, phases: [(name: String, milliseconds: Double)]) {
        var request = HTTPClientRequest(url: service + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(message)))
        let response = try await http.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .ok else { throw WrongOutcome("\(path): \(String(buffer: body))") }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        return (answer, Self.phases(response.headers.first(name: "Server-Timing") ?? ""))
    }

    func get(_ path: String) async throws {
        let response = try await http.execute(HTTPClientRequest(url: service + path), timeout: .seconds(30))
        _ = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .ok else { throw WrongOutcome("\(path): \(response.status)") }
    }

    /// `receive;dur=0.123, decode;dur=0.045` — W3C Server Timing, 2.
    private static func phases(_ header: String) -> [(name: String, milliseconds: Double)] {
        header.split(separator: ",").compactMap { entry in
            let parts = entry.trimmingPrefix { $0 == " " }.split(separator: ";dur=")
            guard parts.count == 2, let duration = Double(parts[1]) else { return nil }
            return (String(parts[0]), duration)
        }
    }
}
