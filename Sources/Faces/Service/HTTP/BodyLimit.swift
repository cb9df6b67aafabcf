internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Model
internal import NIOCore

/// The most octets of a request's body, by route. What exceeds it is refused before it is kept.
enum BodyLimit {
    static let enrolment = 512 << 10
    static let small = 4 << 10
    static let anchor = 32 << 10
    static let document = 1 << 20
    /// One more than a secret may have, so that a longer one is refused by its own message.
    static let secret = 129
    /// A log of 4 MiB in base64, with everything beside it.
    static let attestation = 6 << 20
}

extension Request {
    func octets(atMost limit: Int) async throws -> [UInt8] {
        let tooLarge = BedplateError(.tooLarge, "the request's body exceeds \(limit) octets")
        if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge }
        var octets: [UInt8] = []
        for try await part in body {
            guard octets.count + part.readableBytes <= limit else { throw tooLarge }
            octets += part.readableBytesView
        }
        return octets
    }

    func json<Message: Decodable>(_ type: Message.Type, atMost limit: Int) async throws -> Message {
        let octets = try await octets(atMost: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(octets))
        } catch let error as DecodingError {
            throw BedplateError(
                .malformed,
                "the request's body is not the JSON that is expected here",
                location: error.place
            )
        } catch {
            throw BedplateError(.malformed, "the request's body is not JSON")
        }
    }
}

extension DecodingError {
    /// Where in the document; never what stands there.
    fileprivate var place: String {
        let path: [any CodingKey] =
            switch self {
            case .dataCorrupted(let context), .valueNotFound(_, let context), .typeMismatch(_, let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: []
            }
        return path.isEmpty ? "the document" : path.map { Judgement.printable($0.stringValue) }.joined(separator: ".")
    }
}
