internal import API
internal import AsyncHTTPClient
internal import Foundation
internal import Model
internal import NIOCore
internal import NIOHTTP1

/// A service, as a device or an operator talks to it. Connects to the one address it was given: no redirect, no proxy.
///
/// Each call ends in time: ``timeout`` bounds it as a whole, and ``largestAnswer`` what is read. A problem that the
/// service reports (RFC 9457) is thrown as the ``BedplateError`` that it was there.
public struct Client: Sendable {
    public let service: ServiceAddress
    private let http: HTTPClient
    private let token: String?

    /// The time that one call may take, in seconds: an attestation takes milliseconds, learning a little more.
    public static let timeout: Int64 = 30
    /// The most octets of an answer: a page of devices with their certificates.
    public static let largestAnswer = 8 << 20

    /// Runs `body` with a client whose connections are closed afterwards, whatever happens.
    ///
    /// - Parameter token: for the operator's routes. Refused where it would travel in the clear.
    public static func connected<Result>(
        to service: ServiceAddress,
        token: String? = nil,
        _ body: (Client) async throws -> Result
    ) async throws -> Result {
        guard token == nil || service.isPrivate else {
            throw BedplateError(
                .forbidden,
                "the operator's token would travel to \(service.url) in the clear",
                hint: "use https, or work on the machine that runs the service"
            )
        }
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // A service that does not listen is said at once, not after five seconds of trying again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(timeout))
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let client = Client(service: service, http: http, token: token)
        do {
            let result = try await body(client)
            try await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    // MARK: One call

    enum Method: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// Sends one request; returns the body of an answer of the 200 class.
    ///
    /// - Parameter path: parts of the path, each percent-encoded here, so that a name cannot become another route.
    func call(
        _ method: Method,
        _ path: [String],
        query: [(String, String)] = [],
        body: [UInt8]? = nil,
        type: String = "application/json",
        asOperator: Bool = false
    ) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: service.url + Self.encode(path, query))
        request.method = HTTPMethod(rawValue: method.rawValue)
        if asOperator {
            guard let token else {
                throw BedplateError(
                    .forbidden,
                    "this needs the operator's token",
                    hint: "give --token-file, or --data of the service's data directory"
                )
            }
            request.headers.add(name: "Authorization", value: "Bearer " + token)
        }
        if let body {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let (status, bytes) = try await exchange(request)
        guard (200..<300).contains(status) else { throw Self.problem(status, bytes) }
        return bytes
    }

    func send<Answer: Decodable>(
        _ method: Method,
        _ path: [String],
        query: [(String, String)] = [],
        json: (any Encodable)? = nil,
        asOperator: Bool = false,
        as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let body = try json.map { [UInt8](try JSONEncoder().encode($0)) }
        let bytes = try await call(method, path, query: query, body: body, asOperator: asOperator)
        return try Self.decode(bytes)
    }

    static func decode<Answer: Decodable>(_ bytes: [UInt8]) throws -> Answer {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(Answer.self, from: Data(bytes))
        } catch {
            throw BedplateError(
                .unavailable,
                "the service's answer is not understood",
                hint: "are service and client of the same version?",
                cause: error
            )
        }
    }

    private func exchange(_ request: HTTPClientRequest) async throws -> (status: Int, body: [UInt8]) {
        do {
            let response = try await http.execute(request, timeout: .seconds(Self.timeout))
            let body = try await response.body.collect(upTo: Self.largestAnswer)
            return (Int(response.status.code), [UInt8](body.readableBytesView))
        } catch {
            throw BedplateError(
                .unavailable,
                "the service at \(service.url) does not answer",
                hint: "is it running? `bedplate serve` starts it",
                cause: Self.sentence(error)
            )
        }
    }

    /// The error as a short sentence: a connection failure prints pages otherwise.
    private static func sentence(_ error: any Error) -> Unreachable {
        if let error = error as? HTTPClientError { return Unreachable(description: error.shortDescription) }
        if error is NIOTooManyBytesError {
            return Unreachable(description: "the answer exceeds \(largestAnswer) octets")
        }
        return Unreachable(description: "the connection failed")
    }

    /// Why there is no answer.
    struct Unreachable: Error, CustomStringConvertible {
        var description: String
    }

    /// What the service reported. An answer that is not a problem document says only its status.
    static func problem(_ status: Int, _ bytes: [UInt8]) -> BedplateError {
        let prefix = "urn:bedplate:problem:"
        guard let problem = try? JSONDecoder().decode(Problem.self, from: Data(bytes)), problem.type.hasPrefix(prefix)
        else {
            return BedplateError(
                .unavailable,
                "the answer has status \(status) and is not Bedplate's",
                hint: "is the address that of a Bedplate service?"
            )
        }
        let code = BedplateError.Code(String(problem.type.dropFirst(prefix.count)))
        return BedplateError(code, Self.printable(problem.detail ?? problem.title), hint: problem.hint.map(printable))
    }

    /// What another machine says is printed on terminals: control characters go.
    private static func printable(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(2000).map {
                $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : Character($0)
            }
        )
    }

    private static func encode(_ path: [String], _ query: [(String, String)]) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
        )
        func encoded(_ text: String) -> String {
            // "." and ".." would be taken out of the path by whoever normalizes it; no name of ours is either.
            let text = text == "." || text == ".." ? text.replacing(".", with: "\u{FFFD}") : text
            return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        }
        var url = path.map { "/" + encoded($0) }.joined()
        if !query.isEmpty { url += "?" + query.map { encoded($0.0) + "=" + encoded($0.1) }.joined(separator: "&") }
        return url
    }
}
