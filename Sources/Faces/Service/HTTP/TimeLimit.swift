internal import API
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Model

/// Ends a request that takes longer than it may, its body's arrival included: a client that sends a body octet by octet
/// holds its connection no longer than this. What was committed stays; the answer, and with it a secret, does not leave.
struct TimeLimit<Base: HTTPResponder<RequestScope>>: HTTPResponder {
    typealias Context = RequestScope

    let base: Base
    let limit: Duration

    func respond(to request: Request, context: RequestScope) async throws -> Response {
        let base = base
        let limit = limit
        return try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask { try await base.respond(to: request, context: context) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            if let first = try await group.next(), let response = first { return response }
            context.logger.notice(
                "a request was ended: it took too long",
                metadata: ["code": "\(BedplateError.Code.unavailable.rawValue)", "status": "408"]
            )
            let problem = Problem(
                type: "urn:bedplate:problem:" + BedplateError.Code.unavailable.rawValue,
                title: "the request took too long",
                status: 408
            )
            var response = try Response.json(problem, status: .requestTimeout)
            response.headers[.contentType] = "application/problem+json"
            response.headers[.connection] = "close"
            return response
        }
    }
}
