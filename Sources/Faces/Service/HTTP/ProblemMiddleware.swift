internal import API
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Model

/// Makes a problem document (RFC 9457) of every error, and logs each request: what was asked, and how it ended. A refusal
/// is logged once, at `notice` and with its code; a failure of the service's own at `error`.
///
/// What went wrong inside is for the log only; the answer then says that something did.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = RequestScope

    func handle(
        _ request: Request,
        context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = try answer(error, context.logger)
        }
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)",
                // The pattern, not the path: what strangers write stays out of the log.
                "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)",
                "ms": "\(PhaseClock.milliseconds(ContinuousClock.now - start))",
            ]
        )
        return response
    }

    private func answer(_ error: any Error, _ logger: Logger) throws -> Response {
        switch error {
        case let refusal as Refusal: try refused(refusal, logger)
        case let error as BedplateError: try known(error, logger)
        case let error as HTTPError:
            try unanswerable(error, logger)
        case is CancellationError:
            // Whoever ended the request logged it, and answers in its place.
            try document(BedplateError(.unavailable, "the request took too long"), status: 503)
        default: try hidden(error, logger)
        }
    }

    /// What the router itself refuses.
    private func unanswerable(_ error: HTTPError, _ logger: Logger) throws -> Response {
        let isAbsent = error.status == .notFound
        let code: BedplateError.Code = isAbsent ? .notFound : .malformed
        note(code, error.status.code, logger)
        return try problem(
            Problem(
                type: "urn:bedplate:problem:" + code.rawValue,
                title: isAbsent ? "no such route" : "the request cannot be answered",
                status: error.status.code
            )
        )
    }

    /// The code alone: what strangers wrote, and what they may not learn, stays out of the log.
    private func note(_ code: BedplateError.Code, _ status: Int, _ logger: Logger) {
        logger.notice("a request was refused", metadata: ["code": "\(code.rawValue)", "status": "\(status)"])
    }

    private func refused(_ refusal: Refusal, _ logger: Logger) throws -> Response {
        let findings = refusal.judgement.findings.filter { $0.severity != .held }
        logger.notice(
            "evidence was refused",
            metadata: [
                "code": "\(BedplateError.Code.refused.rawValue)",
                "device": "\(refusal.device ?? "unknown")",
                "failed": "\(refusal.judgement.failures.map(\.code.rawValue).joined(separator: ","))",
            ]
        )
        return try problem(
            Problem(
                type: "urn:bedplate:problem:" + BedplateError.Code.refused.rawValue,
                title: "the evidence was judged, and refused",
                status: 403,
                detail: refusal.judgement.failures.first?.description,
                findings: findings.map(\.description)
            )
        )
    }

    private func known(_ error: BedplateError, _ logger: Logger) throws -> Response {
        guard let status = Self.status(error.code) else { return try hidden(error, logger) }
        note(error.code, status, logger)
        return try document(error, status: status)
    }

    private func document(_ error: BedplateError, status: Int) throws -> Response {
        let place = error.location.map { " (\($0))" } ?? ""
        return try problem(
            Problem(
                type: "urn:bedplate:problem:" + error.code.rawValue,
                title: Self.title(error.code),
                status: status,
                detail: error.reason + place,
                hint: error.hint
            )
        )
    }

    private func hidden(_ error: any Error, _ logger: Logger) throws -> Response {
        logger.error("a request failed", metadata: ["error": "\(error)"])
        return try problem(
            Problem(
                type: "urn:bedplate:problem:internal",
                title: "the service failed",
                status: 500,
                detail: "the request was not carried out; the operator's log says why"
            )
        )
    }

    private func problem(_ problem: Problem) throws -> Response {
        var response = try Response.json(problem, status: HTTPResponse.Status(code: problem.status))
        response.headers[.contentType] = "application/problem+json"
        if problem.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }

    /// Nil for what concerns the service's inside.
    private static func status(_ code: BedplateError.Code) -> Int? {
        switch code {
        case .malformed: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .tooLarge: 413
        case .unavailable: 503
        default: nil
        }
    }

    private static func title(_ code: BedplateError.Code) -> String {
        switch code {
        case .malformed: "the request is malformed"
        case .unauthorized: "the operator's token is needed"
        case .forbidden: "this is not allowed"
        case .notFound: "there is no such thing"
        case .conflict: "this contradicts what exists"
        case .tooLarge: "the request is too large"
        default: "the service cannot answer now"
        }
    }
}
