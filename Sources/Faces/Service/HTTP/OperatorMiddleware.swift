internal import Crypto
internal import Digests
internal import HTTPTypes
internal import Hummingbird
internal import Model

/// Lets through who has the operator's token (RFC 6750, 2.1), compared in constant time.
struct OperatorMiddleware: RouterMiddleware {
    typealias Context = RequestScope

    /// SHA-256 of the token: digests of one length are compared, so that not even the token's length shows.
    private let digest: [UInt8]

    init(token: [UInt8]) { digest = Self.digest(token) }

    func handle(
        _ request: Request,
        context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        let field = request.headers[.authorization] ?? ""
        guard field.utf8.count <= 1024, field.lowercased().hasPrefix("bearer "),
            constantTimeEquals(Self.digest(Array(field.utf8.dropFirst(7))), digest)
        else {
            throw BedplateError(
                .unauthorized,
                "this route needs the operator's token",
                hint: "it is in the data directory, in the file operator.token"
            )
        }
        return try await next(request, context)
    }

    private static func digest(_ token: [UInt8]) -> [UInt8] { [UInt8](SHA256.hash(data: token)) }
}
